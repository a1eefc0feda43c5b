"""Who publishes has read; what the site does by itself has not; a reading is never lost to an older draft."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone
from wagtail.models import Page, PageLogEntry, Revision

from headless.contenus.models import ContenuRendu
from liens.models import Lien
from liens.replacing.execution import advance_replacements, request_replacement
from pages.freshness.publishing import without_reading
from pages.models import Ressource
from pages.reading.marking import READ, mark_read
from pages.scheduling import publish_due
from tests.factories import pages

pytestmark = pytest.mark.django_db
TODAY = date(2026, 6, 15)
NOW = datetime(2026, 6, 15, 10, tzinfo=UTC)


@pytest.fixture
def page():
    with time_machine.travel(NOW, tick=False):
        yield pages.ressource(pages.arbre().boite, relu_le=date(2024, 1, 1), title="Guide")


def read_on(page):
    return Ressource.objects.get(pk=page.pk).relu_le


def draft(page, user, **fields):
    for name, value in fields.items():
        setattr(page, name, value)
    return page.save_revision(user=user)


def test_publication_by_somebody_counts_as_a_reading_whatever_the_draft_says(page):
    user = pages.administrateur()
    revision = draft(page, user, title="Nouveau titre", relu_le=date(2025, 1, 1))
    revision.publish(user=user)

    assert (read_on(page), Revision.objects.get(pk=revision.pk).content["relu_le"]) == (TODAY, "2026-06-15")


def test_what_the_site_publishes_by_itself_was_read_by_nobody(page):
    user = pages.administrateur()
    with without_reading():
        draft(page, user, title="Autrement").publish(user=user)
    draft(Ressource.objects.get(pk=page.pk), None, title="Encore").publish()

    assert read_on(page) == date(2024, 1, 1)


def test_version_that_waits_for_its_hour_counts_when_it_appears(page):
    user = pages.administrateur()
    draft(page, user, go_live_at=NOW + timedelta(days=2)).publish(user=user)
    assert read_on(page) == date(2024, 1, 1)

    with time_machine.travel(NOW + timedelta(days=3), tick=False):
        publish_due()

    assert read_on(page) == date(2026, 6, 18)


def test_reading_survives_a_draft_that_was_begun_before(page):
    user = pages.administrateur()
    older = draft(page, user, title="Commencé avant")
    mark_read([Page.objects.get(pk=page.pk).specific], user=user)

    opened = Page.objects.get(pk=page.pk).get_latest_revision_as_object()
    with without_reading():
        older.refresh_from_db()
        older.publish(user=user)

    assert (opened.title, opened.relu_le, read_on(page)) == ("Commencé avant", TODAY, TODAY)


def test_marking_leaves_drafts_and_tells_the_history_and_who_keeps_bodies(page):
    user = pages.administrateur()
    draft(page, user, title="Brouillon")
    before = Page.objects.get(pk=page.pk)
    ContenuRendu.objects.update_or_create(page_id=page.pk, defaults={"corps": b"{}"})
    assert mark_read([before.specific], user=user) == 1

    after = Page.objects.get(pk=page.pk)
    entry = PageLogEntry.objects.get(action=READ)
    assert (after.title, after.draft_title, after.latest_revision_id, after.has_unpublished_changes) == (
        "Guide",
        before.draft_title,
        before.latest_revision_id,
        before.has_unpublished_changes,
    )
    assert (entry.page_id, entry.user, entry.message) == (page.pk, user, "A relu la page")
    assert ContenuRendu.objects.get(page_id=page.pk).corps is None


def test_new_end_is_given_to_those_that_have_one_and_to_their_drafts(page):
    user = pages.administrateur()
    Ressource.objects.filter(pk=page.pk).update(valable_jusqu_au=date(2026, 6, 1))
    ending = Ressource.objects.get(pk=page.pk)
    ending.save_revision(user=user)
    other = pages.ressource(page.get_parent().specific, relu_le=date(2024, 1, 1))
    mark_read([Ressource.objects.get(pk=page.pk), other], user=user, until=date(2027, 6, 1))

    found = Ressource.objects.in_bulk([page.pk, other.pk])
    assert [(found[pk].relu_le, found[pk].valable_jusqu_au) for pk in (page.pk, other.pk)] == [
        (TODAY, date(2027, 6, 1)),
        (TODAY, None),
    ]
    assert Page.objects.get(pk=page.pk).get_latest_revision_as_object().valable_jusqu_au == date(2027, 6, 1)


def test_replaced_address_is_no_reading(page):
    user = pages.administrateur()
    lien = Lien.objects.get(url="https://partenaire.example/guide")
    advance_replacements(
        request_replacement(lien=lien, nouvelle="https://partenaire.example/neuf", par=user, publier=True)
    )

    found = Ressource.objects.get(pk=page.pk)
    assert ([one.url for one in found.liens.all()], found.relu_le) == (
        ["https://partenaire.example/neuf"],
        date(2024, 1, 1),
    )
    assert timezone.localdate() == TODAY
