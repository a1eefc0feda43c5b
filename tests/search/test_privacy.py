"""A word that only hidden pages hold is found nowhere: in no hit, count, extract, feed, table or cache.

Every public address that says something of what pages hold is in `DE_RECHERCHE` or `DE_PAGES`; a new one is added
there. A page whose validity has passed is in no search; it stays a page, which those who have its address may read.
"""

from datetime import timedelta
from html import unescape

import pytest
import time_machine
from django.core.cache import cache
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction

from search.index import outbox, upkeep
from search.index.rebuilding import rebuild_index
from tests.remembered import remembered
from tests.search.site import paragraphe

pytestmark = pytest.mark.django_db
CANARI = "zythonquartz"
#: `{q}` stands for what is searched: the word itself, one that finds its pages by what they have in common, nothing.
DE_RECHERCHE = (
    "/recherche/?q={q}",
    "/recherche/?q={q}&tri=nouveaute",
    "/recherche/?q={q}&acteur=associations&territoire=dep-69",
    "/recherche/?q={q} guide inconnu&mots=partie",
    "/recherche/imprimer/?q={q} guide inconnu&mots=partie",
    "/api/v3/recherche/?q={q} guide inconnu&mots=partie",
    "/recherche/export.csv?q={q} guide inconnu&mots=partie",
    "/recherche/flux.atom?q={q} guide inconnu",
    "/recherche/imprimer/?q={q}",
    "/api/v3/recherche/suggestions/?q={q}",
    "/recherche/export.csv?q={q}",
    "/recherche/flux.atom?q={q}",
    "/api/v3/recherche/?q={q}",
    "/api/v3/recherche/?q={q}&domaine=mobilite&portee=propre",
    "/",
)
DE_PAGES = ("/api/v3/pages/?search={q}", "/api/v3/pages/?limit=100", "/sitemap.xml")
DE_PAGES_DEBUTS = ("/api/v3/pages/", "/sitemap.xml")
RECHERCHES = (CANARI, CANARI[:7], f'"{CANARI} guide"', "guide", "")


def answers(client):
    """(address, what is read there without its marks) of every public address, for every search."""
    for address in DE_RECHERCHE + DE_PAGES:
        for query in RECHERCHES if "{q}" in address else ("",):
            url = address.format(q=query)
            response = client.get(url)
            body = b"".join(response) if response.streaming else response.content
            assert response.status_code in {200, 302, 404, 503}, url
            yield url, unescape(body.decode()).replace("<mark>", "").replace("</mark>", "")


def leaks(client, *, but=()):
    """(address, kind of page) of whatever is read of a hidden page; a page may repeat the bare word that was asked."""
    return [
        (url, sorte)
        for url, text in answers(client)
        for sorte in SORTES
        if (f"{CANARI} {sorte}" in text or f"/{sorte}/" in text)
        and sorte not in but
        and not (sorte == "perimee" and url.startswith(DE_PAGES_DEBUTS))
    ]


def total(client):
    return client.get(f"/api/v3/recherche/?q={CANARI}").json()["total"]


SORTES = ("brouillon", "restreinte", "perimee", "deplacee", "depubliee", "modifiee", "supprimee", "programmee")


class Caches:
    """One page for each way of being hidden; each was found by everyone first, where that is possible."""

    def __init__(self, site):
        self.site = site
        self.pages = {sorte: self.page(sorte) for sorte in SORTES if sorte not in ("brouillon", "programmee")}
        self.page("brouillon", live=False)
        later = self.page("programmee", live=False)
        later.go_live_at = timezone.now() + timedelta(days=1)
        later.save_revision().publish()

    def page(self, sorte, **fields):
        under = self.site.boite if sorte == "restreinte" else self.site.rubrique
        text = f"{CANARI} {sorte}"
        page = self.site.ressource(
            f"{text} guide", parent=under, slug=sorte, chapo=text, corps=paragraphe(f"<p>{text}</p>"), **fields
        )
        if page.live:
            page.save_revision().publish()
        return page

    def hide(self):
        """Everything at once, as editors do it."""
        login = PageViewRestriction.LOGIN
        self.pages["deplacee"].move(Page.objects.get(pk=self.site.boite.pk), pos="last-child")
        PageViewRestriction.objects.create(page=self.site.agir, restriction_type=login)
        self.pages["depubliee"].unpublish()
        self.pages["supprimee"].delete()
        expired = self.pages["perimee"]
        expired.valable_jusqu_au = timezone.localdate() - timedelta(days=1)
        expired.save_revision().publish()
        changed = self.pages["modifiee"]
        changed.title, changed.slug, changed.chapo, changed.corps = "Guide", "public", "", paragraphe("<p>Rien</p>")
        changed.save_revision().publish()
        changed.title = f"{CANARI} modifiee"
        changed.save_revision()


made_public = remembered(Caches)


@pytest.fixture
def hidden(site, index, client):
    """Every page was public and indexed, was read by everyone, and has just been hidden; nothing is applied yet."""
    cache.clear()
    caches = made_public(site)
    rebuild_index(index)
    outbox.drain(index)
    assert total(client) == len(caches.pages)
    assert {sorte for _, sorte in leaks(client)} == set(caches.pages)
    caches.hide()
    return caches


def test_hidden_pages_are_nowhere_before_the_index_is_written(hidden, client):
    """One has changed its text and is still public: its old text goes with the next writing."""
    body = client.get(f"/api/v3/recherche/?q={CANARI}").json()

    assert [hit["id"] for hit in body["resultats"]] == [hidden.pages["modifiee"].pk]
    assert max(value["count"] for facet in body["facettes"] for value in facet["values"]) == 1
    assert leaks(client, but={"modifiee"}) == []


def test_hidden_pages_are_nowhere_once_the_index_is_written(hidden, client, index):
    outbox.drain(index)

    assert (leaks(client), total(client)) == ([], 0)


def test_hidden_pages_are_nowhere_after_a_rebuild(hidden, client, index):
    rebuild_index(index)
    outbox.drain(index)

    assert (leaks(client), total(client)) == ([], 0)


def test_no_count_of_any_facet_knows_them(hidden, client, index):
    outbox.drain(index)
    facets = client.get(f"/api/v3/recherche/?q={CANARI}").json()["facettes"]

    assert {value["count"] for facet in facets for value in facet["values"]} <= {0}


def test_kept_answer_is_not_confirmed_after_its_pages_are_hidden(site, index, client):
    """What a browser or a proxy has kept is asked for again with its ETag, which must have changed by then."""
    page = site.ressource(f"{CANARI} guide")
    rebuild_index(index)
    outbox.drain(index)
    urls = (f"/api/v3/recherche/?q={CANARI}", f"/recherche/?q={CANARI}", f"/recherche/flux.atom?q={CANARI}")
    kept = [client.get(url)["ETag"] for url in urls]
    unchanged = [
        client.get(url, headers={"If-None-Match": tag}).status_code for url, tag in zip(urls, kept, strict=True)
    ]
    page.unpublish()
    after = [client.get(url, headers={"If-None-Match": tag}) for url, tag in zip(urls, kept, strict=True)]

    assert (unchanged, [one.status_code for one in after]) == ([304, 304, 304], [200, 200, 200])
    assert [f"{CANARI} guide" in one.content.decode() for one in after] == [False, False, False]


def test_page_disappears_at_midnight_of_its_last_day_without_any_worker(site, index, client):
    page = site.ressource(f"{CANARI} perimee guide", valable_jusqu_au=timezone.localdate())
    rebuild_index(index)
    outbox.drain(index)
    before = total(client)
    tag = client.get("/api/v3/recherche/?q=guide")["ETag"]
    with time_machine.travel(timezone.now() + timedelta(days=1)):
        seen = leaks(client)
        status = client.get("/api/v3/recherche/?q=guide", headers={"If-None-Match": tag}).status_code
        after = total(client)

    assert (page.live, before, seen, status, after) == (True, 1, [], 200, 0)


def test_shelves_shown_while_the_engine_is_away_know_none_of_them(hidden, client, index, settings, tmp_path):
    settings.SEARCH_INDEX_DIR = tmp_path / "rien"
    index.store.root = tmp_path / "rien"

    assert client.get("/recherche/?acteur=associations").context["parcourir"]
    assert leaks(client) == []


def test_copy_knows_none_of_them(site, index, client, settings, tmp_path):
    settings.SEARCH_REPLICA, settings.SEARCH_REPLICA_DIR = True, tmp_path / "copie"
    caches = made_public(site)
    upkeep.keep_up()
    caches.hide()
    outbox.drain(index)
    index.store.root = tmp_path / "rien"
    hits = {hit["id"] for hit in client.get(f"/api/v3/recherche/?q={CANARI}").json()["resultats"]}
    upkeep.outbox.drain(upkeep.written_engines()["copie"], upkeep.Cible.COPIE)

    assert hits == {caches.pages["modifiee"].pk}
    assert (leaks(client), total(client)) == ([], 0)
