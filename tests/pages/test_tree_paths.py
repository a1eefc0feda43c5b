"""Addresses without page objects, restricted places, and a navigation that never lags behind what is published."""

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import RequestFactory
from wagtail.models import Page, PageViewRestriction, Site

from pages.models import Axe, PageSimple
from pages.tree_paths import Adresses, among_few, chemins_prives
from public.navigation import navigation
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


def restreindre(page):
    return PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)


def asked(host):
    return RequestFactory().get("/", headers={"host": host})


@pytest.mark.parametrize("host", ["localhost", "autre.example"])
@pytest.mark.parametrize("second", [False, True])
def test_addresses_are_those_that_wagtail_gives(arbre, host, second, settings):
    settings.ALLOWED_HOSTS = ["*"]
    elsewhere = Page.objects.get(depth=1).add_child(instance=Page(title="Ailleurs"))
    if second:
        Site.objects.create(hostname="autre.example", port=80, root_page=elsewhere)
    accented = arbre.accueil.add_child(instance=PageSimple(title="Été", slug="été", chapo="Un chapô."))
    found = [arbre.accueil, arbre.agir, arbre.boite, accented, elsewhere]
    request = asked(host)
    assert [Adresses.pour(request).de(page.url_path) for page in found] == [
        page.get_url(request) or "" for page in found
    ]
    assert [Adresses.pour().de(page.url_path) for page in found] == [page.get_url() or "" for page in found]


def test_restricted_places_are_those_of_restricted_pages_and_of_their_aliases(arbre):
    hidden = pages.ressource(arbre.boite)
    alias = hidden.create_alias(parent=arbre.se_former, update_slug="alias")
    restreindre(hidden)
    assert chemins_prives() == {hidden.path, alias.path}


def test_page_finds_the_same_restrictions_as_wagtail_by_one_query(arbre, django_assert_num_queries):
    page = pages.ressource(arbre.boite)
    pages.ressource(arbre.boite)
    expected = [restreindre(arbre.agir), restreindre(page)]
    restreindre(arbre.comprendre)
    with django_assert_num_queries(1):
        found = sorted(page.get_view_restrictions(), key=lambda one: one.pk)
    assert found == expected
    assert found == sorted(Page.get_view_restrictions(page), key=lambda one: one.pk)


def test_page_under_the_alias_of_a_restricted_page_is_restricted(arbre):
    source = arbre.accueil.add_child(instance=PageSimple(title="Source", chapo="Un chapô."))
    alias = source.create_alias(parent=arbre.accueil, update_slug="alias")
    below = alias.add_child(instance=PageSimple(title="Dessous", chapo="Un chapô."))
    restriction = restreindre(source)
    for page in (alias.specific, below):
        assert list(page.get_view_restrictions()) == [restriction]


def test_navigation_reads_two_queries_once_its_site_is_known(arbre, django_assert_num_queries):
    navigation()
    cache.clear()
    Site.get_site_root_paths()
    with django_assert_num_queries(2):
        navigation()
    with django_assert_num_queries(0):
        navigation()


def titles():
    shown = navigation()
    return [shelf.titre for axe in shown.axes for shelf in axe.enfants]


def test_navigation_forgets_at_once_what_becomes_restricted_and_shows_it_again(arbre):
    assert titles() == ["Bases", "Piloter", "Se former"]
    restriction = restreindre(arbre.boite)
    assert titles() == ["Bases", "Se former"]
    restriction.delete()
    assert titles() == ["Bases", "Piloter", "Se former"]


def test_navigation_forgets_at_once_what_is_deleted(arbre):
    assert titles() == ["Bases", "Piloter", "Se former"]
    arbre.boite.delete()
    assert titles() == ["Bases", "Se former"]


@pytest.mark.django_db(transaction=True)
def test_navigation_read_during_a_change_does_not_outlive_its_commit(arbre):
    from django.db import transaction

    with transaction.atomic():
        arbre.boite.unpublish()
        # Another visitor's process, which cannot see the change yet, keeps what it has read under what is current.
        before = navigation_as_elsewhere(arbre)
    assert (before, titles()) == (["Bases", "Piloter", "Se former"], ["Bases", "Se former"])


def navigation_as_elsewhere(arbre):
    type(arbre.boite).objects.filter(pk=arbre.boite.pk).update(live=True)
    seen = titles()
    type(arbre.boite).objects.filter(pk=arbre.boite.pk).update(live=False)
    return seen


def test_a_few_pages_are_found_without_reading_all_of_them():
    """Joined and in the order of the tree, SQLite would read the whole table of pages."""
    pages.arbre()
    few = among_few(Axe.objects.all())
    assert set(few) == {axe.page_ptr for axe in Axe.objects.all()} != set()
    assert connection.vendor != "sqlite" or "SCAN" not in few.order_by("path").explain()
