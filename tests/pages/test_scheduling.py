"""What was chosen for an hour happens once, however late somebody comes by."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone
from wagtail.models import Revision

from pages.models import Ressource
from pages.tasks import publish_scheduled
from tests.factories import pages

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def scheduled(boite, *, live, go_live, expire):
    page = pages.ressource(boite, title="À son heure", live=live)
    page.title = "À son heure, changée"
    page.go_live_at, page.expire_at = go_live, expire
    page.save_revision().publish()
    return Ressource.objects.get(pk=page.pk)


def shown(page):
    now = Ressource.objects.get(pk=page.pk)
    return (now.live, now.expired, now.title, Revision.objects.filter(approved_go_live_at__isnull=False).exists())


@pytest.mark.parametrize("live", [False, True])
def test_page_of_which_both_hours_have_passed_is_never_online(live):
    now = timezone.now()
    page = scheduled(pages.arbre().boite, live=live, go_live=now + HOUR, expire=now + 2 * HOUR)
    with time_machine.travel(now + 3 * HOUR):
        publish_scheduled()
        after = shown(page)
        publish_scheduled()
        assert (shown(page), after) == ((False, True, "À son heure, changée", False),) * 2


def test_other_pages_come_and_go_at_their_hours():
    now = timezone.now()
    page = scheduled(pages.arbre().boite, live=False, go_live=now + HOUR, expire=now + 3 * HOUR)
    seen = []
    for hours in (0, 2, 4):
        with time_machine.travel(now + hours * HOUR):
            publish_scheduled()
            seen.append(shown(page)[:2])
    assert seen == [(False, False), (True, False), (False, True)]
