"""The navigation never lags: it is read again in the transaction of a change, and once more after its commit."""

import pytest
from django.core.cache import cache
from django.db import transaction
from wagtail.models import Page, PageViewRestriction, Site

from public.navigation import CLE, navigation
from tests.factories import pages

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def cold():
    cache.clear()
    Site.clear_site_root_paths_cache()
    yield
    cache.clear()


@pytest.fixture
def arbre():
    return pages.arbre()


def shown():
    """(title, address) of what stands under the axes."""
    return [(shelf.titre, shelf.url) for axe in navigation().axes for shelf in axe.enfants]


def publier(page, **fields):
    for name, value in fields.items():
        setattr(page, name, value)
    page.save_revision().publish()


BASES, PILOTER, SE_FORMER = (
    ("Bases", "/comprendre/bases/"),
    ("Piloter", "/agir/piloter/"),
    ("Se former", "/p%C3%A9renniser/se-former/"),
)
CHANGES = {
    "title": (lambda a: publier(a.boite, title="Nouer"), [BASES, ("Nouer", "/agir/piloter/"), SE_FORMER]),
    "slug": (lambda a: publier(a.boite, slug="nouer"), [BASES, ("Piloter", "/agir/nouer/"), SE_FORMER]),
    "slug above": (lambda a: publier(a.agir, slug="faire"), [BASES, ("Piloter", "/faire/piloter/"), SE_FORMER]),
    "save alone": (lambda a: save(a.boite, title="Nouer"), [BASES, ("Nouer", "/agir/piloter/"), SE_FORMER]),
    "unpublication": (lambda a: a.boite.unpublish(), [BASES, SE_FORMER]),
    "deletion": (lambda a: a.boite.delete(), [BASES, SE_FORMER]),
    "deletion above": (lambda a: a.agir.delete(), [BASES, SE_FORMER]),
    "move": (
        lambda a: a.rubrique.move(a.perenniser, pos="first-child"),
        [PILOTER, ("Bases", "/p%C3%A9renniser/bases/"), SE_FORMER],
    ),
    "move among siblings": (
        lambda a: a.comprendre.move(Page.objects.get(pk=a.perenniser.pk), pos="right"),
        [PILOTER, SE_FORMER, BASES],
    ),
    "restriction": (lambda a: restreindre(a.agir), [BASES, SE_FORMER]),
    "alias": (
        lambda a: a.rubrique.create_alias(parent=a.perenniser, update_slug="copie"),
        [BASES, PILOTER, SE_FORMER, ("Bases", "/p%C3%A9renniser/copie/")],
    ),
}


def save(page, **fields):
    for name, value in fields.items():
        setattr(page, name, value)
    page.save(update_fields=list(fields))


def restreindre(page):
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)


@pytest.mark.parametrize("change", CHANGES)
def test_navigation_is_read_again_in_the_transaction(arbre, change):
    act, expected = CHANGES[change]
    assert shown() == [BASES, PILOTER, SE_FORMER]
    with transaction.atomic():
        act(arbre)
        assert shown() == expected


@pytest.mark.parametrize("change", CHANGES)
def test_navigation_is_read_again_after_the_commit(arbre, change, django_capture_on_commit_callbacks):
    act, _ = CHANGES[change]
    with django_capture_on_commit_callbacks() as callbacks:
        act(arbre)
        # What another visitor's process, which cannot see the change yet, keeps under what is current.
        before = cache.get(CLE)
    for callback in callbacks:
        callback()
    assert cache.get(CLE) != before


def test_navigation_is_kept_while_pages_change_that_are_not_in_it(arbre, django_capture_on_commit_callbacks):
    page = pages.ressource(arbre.boite)
    before = cache.get_or_set(CLE, "kept", None)
    with django_capture_on_commit_callbacks(execute=True):
        publier(page, title="Autre")
    assert cache.get(CLE) == before


def shelves():
    return [shelf.titre for axe in navigation().axes for shelf in axe.enfants]


def shelves_read_elsewhere(boite):
    """What a process reads, and keeps for all, which cannot see yet that the boîte is withdrawn."""
    same = type(boite).objects.filter(pk=boite.pk)
    same.update(live=True)
    seen = shelves()
    same.update(live=False)
    return seen


def test_navigation_sees_a_change_in_its_own_transaction(arbre, django_capture_on_commit_callbacks):
    before = shelves()
    with django_capture_on_commit_callbacks():
        arbre.boite.unpublish()
        assert (before, shelves()) == (["Bases", "Piloter", "Se former"], ["Bases", "Se former"])


def test_navigation_read_elsewhere_during_a_change_is_read_again_after_it(arbre, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        arbre.boite.unpublish()
        during = shelves_read_elsewhere(arbre.boite)
    assert (during, shelves()) == (["Bases", "Piloter", "Se former"], ["Bases", "Se former"])
