"""While the database is away, what was kept is given with a sentence; never once something was withdrawn."""

from datetime import timedelta

import pytest
import time_machine
from django.db import OperationalError
from django.test import Client
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction

from cms.kept.answers import kept_answer
from cms.kept.middleware import OLDER, kept_of
from ground.keeping.offers import CONTENT
from ground.news.telling import Announced, tell
from tests.cms.kept.conftest import begin_anew
from tests.factories import pages
from tests.headless.contenus.network import site_entier

pytestmark = pytest.mark.django_db


@pytest.fixture
def network():
    found = site_entier()
    begin_anew()
    return found


@pytest.fixture
def goes_away(monkeypatch):
    """Have the database answer nobody from now on."""

    def away(*args, **kwargs):
        raise OperationalError("the server does not answer any more")

    def go():
        for what in ("public.page_context.contexte_de_page", "wagtail.models.Site.find_for_request"):
            monkeypatch.setattr(what, away)

    return go


def asked(*addresses):
    visitor = Client(raise_request_exception=False)
    return [visitor.get(address) for address in addresses]


def change(capture):
    """Somebody publishes something else: all that is kept is out of date."""
    with capture(execute=True):
        tell(CONTENT)


def test_what_was_kept_is_given_with_a_sentence(network, goes_away, django_capture_on_commit_callbacks):
    address = network.citee.get_url()
    [page] = asked(address)
    change(django_capture_on_commit_callbacks)
    goes_away()
    [older] = asked(address)

    told = f'<p class="bandeau">{OLDER}</p>'
    assert (older.status_code, older.content.decode().replace(told, "")) == (200, page.content.decode())
    assert older.content.decode().count(told) == 1
    said = [older.get(name) for name in ("Cache-Control", "Warning", "ETag", "Surrogate-Key", "Retry-After")]
    assert said == ["no-store", '110 - "Response is Stale"', None, None, None]


def test_night_that_passes_ends_nothing(network, goes_away):
    address = network.citee.get_url()
    asked(address)
    goes_away()
    with time_machine.travel(timezone.now() + timedelta(days=2)):
        [older] = asked(address)
    assert (older.status_code, OLDER in older.content.decode()) == (200, True)


def test_what_nobody_has_read_before_is_a_503(network, goes_away):
    goes_away()
    [answer] = asked(network.citee.get_url())
    assert (answer.status_code, answer["Retry-After"]) == (503, "30")


def restrict(network):
    PageViewRestriction.objects.create(page=network.autre_boite, restriction_type="login")


def move(network):
    PageViewRestriction.objects.create(page=network.autre_boite, restriction_type="login")
    begin_anew()
    asked(network.citee.get_url())
    Page.objects.get(pk=network.citee.pk).move(network.autre_boite, pos="last-child")


WITHDRAWALS = {
    "withdrawn": lambda network: network.citee.unpublish(),
    "another one withdrawn": lambda network: network.citee.get_parent().specific.unpublish(),
    "deleted": lambda network: network.citee.delete(),
    "restricted": restrict,
    "moved": move,
}


@pytest.mark.parametrize("withdraw", WITHDRAWALS.values(), ids=WITHDRAWALS)
def test_after_a_withdrawal_nothing_older_is_given(network, goes_away, django_capture_on_commit_callbacks, withdraw):
    address = network.citee.get_url()
    asked(address)
    with django_capture_on_commit_callbacks(execute=True):
        withdraw(network)
    goes_away()
    assert [answer.status_code for answer in asked(address)] == [503]


def test_new_page_and_one_that_is_published_again_withdraw_nothing(
    network, goes_away, django_capture_on_commit_callbacks
):
    address = network.citee.get_url()
    asked(address)
    with django_capture_on_commit_callbacks(execute=True):
        pages.ressource(network.arbre.boite, title="Neuve", live=False)
        network.citee.save_revision().publish()
    goes_away()
    assert [answer.status_code for answer in asked(address)] == [200]


def test_what_was_made_while_somebody_published_serves_in_need_alone(network, goes_away, monkeypatch):
    address = network.citee.get_url()
    publication = Announced([CONTENT])
    [first] = asked(address)
    [second] = asked(address)
    assert [kept_of(answer) is not None for answer in (first, second)] == [True, True]
    made = []
    with monkeypatch.context() as counting:
        counting.setattr(
            "cms.kept.middleware.kept_answer", lambda *args, **more: made.append(1) or kept_answer(*args, **more)
        )
        asked(address)
        publication()
        asked(address)
    # Nobody was given what was made meanwhile.
    assert len(made) == 2
    begin_anew()
    publication = Announced([CONTENT])
    asked(address)
    goes_away()
    [older] = asked(address)
    assert (older.status_code, OLDER in older.content.decode()) == (200, True)
