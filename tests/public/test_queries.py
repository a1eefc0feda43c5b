"""How many times a public page asks the database: a fixed number, whatever the number of its children."""

import pytest
from django.core.cache import cache
from django.db import connection
from wagtail.models import Site

from tests.factories import pages
from tests.public.site_public import site, toutes

pytestmark = pytest.mark.django_db
AU_PLUS = 25


def counts(client, arbre, *, froid=False):
    found = {}
    for page in toutes(arbre):
        client.get(page.get_url())
        asked = []
        if froid:
            cache.clear()

        def count(execute, sql, params, many, context, asked=asked):
            asked.append(sql)
            return execute(sql, params, many, context)

        with connection.execute_wrapper(count):
            assert client.get(page.get_url()).status_code == 200
        found[type(page).__name__] = max(len(asked), found.get(type(page).__name__, 0))
    return found


@pytest.fixture(autouse=True)
def cold():
    cache.clear()
    Site.clear_site_root_paths_cache()
    yield
    cache.clear()


def test_no_page_asks_more_than_25_times_even_with_nothing_in_the_cache(client):
    found = counts(client, site(ressources=3), froid=True)
    assert {name: asked for name, asked in found.items() if asked > AU_PLUS} == {}


@pytest.mark.parametrize("more", [8])
def test_pages_ask_as_often_with_many_children_as_with_two(client, more):
    arbre = site(ressources=2)
    few = counts(client, arbre)
    shared = arbre.ressources[0]
    termes = {"domaines": list(shared.domaines.all()), "acteurs": list(shared.acteurs.all())}
    for _ in range(more):
        pages.ressource(arbre.boite, **termes)
    assert counts(client, arbre) == few
