"""A copy that follows its original is everywhere as soon as it is made."""

import pytest
from django.core.cache import cache
from django.db import connection

from pages.models import Ressource
from public.navigation import navigation
from tests.factories import pages

pytestmark = pytest.mark.django_db(transaction=True)


def shelves():
    return [shelf.titre for axe in navigation().axes for shelf in axe.enfants]


def test_alias_of_a_shelf_is_in_the_menu_at_once():
    cache.clear()
    arbre = pages.arbre()
    assert shelves() == ["Bases", "Piloter", "Se former"]
    arbre.rubrique.create_alias(parent=arbre.perenniser, update_slug="copie")
    assert shelves() == ["Bases", "Piloter", "Se former", "Bases"]


def test_alias_of_an_axis_brings_what_stands_below_it():
    cache.clear()
    arbre = pages.arbre()
    shelves()
    arbre.rubrique.create_alias(parent=arbre.perenniser, update_slug="copie", recursive=True)
    assert shelves() == ["Bases", "Piloter", "Se former", "Bases"]
    assert not connection.in_atomic_block


def test_alias_of_a_resource_is_made_whole_or_not_at_all(monkeypatch):
    arbre = pages.arbre()
    page = pages.ressource(arbre.boite)
    monkeypatch.setattr("wagtail.actions.create_alias.log", refuse)
    with pytest.raises(RuntimeError):
        page.create_alias(parent=arbre.boite, update_slug="copie")
    assert list(Ressource.objects.values_list("slug", flat=True)) == [page.slug]


def refuse(**kwargs):
    raise RuntimeError("no log today")
