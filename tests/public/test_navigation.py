"""What a change of a page does to the navigation: seen in its transaction, and by everybody after it."""

import pytest
from django.core.cache import cache

from public.navigation import navigation
from tests.factories import pages

pytestmark = pytest.mark.django_db


@pytest.fixture
def boite():
    cache.clear()
    yield pages.arbre().boite
    cache.clear()


def shelves():
    return [shelf.titre for axe in navigation().axes for shelf in axe.enfants]


def shelves_read_elsewhere(boite):
    """What a process reads, and keeps for all, which cannot see yet that the boîte is withdrawn."""
    same = type(boite).objects.filter(pk=boite.pk)
    same.update(live=True)
    seen = shelves()
    same.update(live=False)
    return seen


def test_navigation_sees_a_change_in_its_own_transaction(boite, django_capture_on_commit_callbacks):
    before = shelves()
    with django_capture_on_commit_callbacks():
        boite.unpublish()
        assert (before, shelves()) == (["Bases", "Piloter", "Se former"], ["Bases", "Se former"])


def test_navigation_read_elsewhere_during_a_change_is_read_again_after_it(boite, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        boite.unpublish()
        during = shelves_read_elsewhere(boite)
    assert (during, shelves()) == (["Bases", "Piloter", "Se former"], ["Bases", "Se former"])
