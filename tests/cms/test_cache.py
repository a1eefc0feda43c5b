"""A cache that is away costs time, never a page."""

import pytest
from django.core.cache import caches
from django.test import override_settings

from public.navigation import navigation, renew_navigation
from tests.factories import pages

NULLE_PART = {
    "default": {
        "BACKEND": "cms.cache.ForgivingRedisCache",
        "LOCATION": "redis://127.0.0.1:1/0",
        "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 1},
    }
}


@pytest.fixture
def away():
    """The cache's server is at a port where nobody listens."""
    with override_settings(CACHES=NULLE_PART):
        yield caches["default"]


def test_cache_that_is_away_is_empty_and_keeps_nothing(away):
    assert (away.set("a", 1), away.get("a"), away.get("a", 2), away.add("a", 1)) == (None, None, 2, True)
    assert (away.get_many(["a"]), away.set_many({"a": 1}), away.delete("a"), away.has_key("a")) == (
        {},
        ["a"],
        False,
        False,
    )
    assert (away.get_or_set("a", lambda: 3), away.touch("a"), away.clear()) == (3, False, False)


@pytest.mark.django_db
def test_pages_are_served_and_published_while_the_cache_is_away(client, away):
    arbre = pages.arbre()
    renew_navigation()
    assert [axe.titre for axe in navigation().axes] == ["Comprendre", "Agir", "Pérenniser"]
    assert client.get(arbre.agir.get_url()).status_code == 200
