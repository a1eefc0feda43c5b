"""The pages of a search, of its data and of its feed, while editors publish."""

from datetime import timedelta
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest
import time_machine
from django.utils import timezone

from search.faces import atom
from search.index.rebuilding import rebuild_index
from search.planning.planner import BadQueryError, plan_search
from tests.atom import mistakes
from tests.remembered import remembered
from tests.search.test_faces import HIT

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"
START = "2026-06-15T12:00:00Z"
MOMENT = 1781524800


@remembered
def fill(site):
    with time_machine.travel(START, tick=False):
        for rank in range(25):
            site.ressource(f"Guide {rank:02}", slug=f"guide-{rank:02}")


@pytest.fixture
def found(site, each_index):
    fill(site)
    rebuild_index(each_index)
    return each_index


@pytest.fixture
def publish(site, found):
    """Publish one more page, an hour after the others."""

    def published():
        with time_machine.travel(START, tick=False) as clock:
            clock.shift(timedelta(hours=1))
            site.ressource("Guide tout neuf", slug="tout-neuf")
            assert timezone.now().timestamp() > MOMENT
        rebuild_index(found)

    return published


def slugs(urls):
    return [urlsplit(url).path.rstrip("/").rsplit("/", 1)[-1] for url in urls]


ALL = [f"guide-{rank:02}" for rank in range(25)]


@pytest.mark.parametrize("tri", ["nouveaute", "alphabetique", "pertinence"])
def test_page_published_between_two_pages_of_hits_moves_none(client, found, publish, tri):
    first = client.get(f"/recherche/?tri={tri}")
    publish()
    url = first.context["pages"].next_url
    second = client.get(f"/recherche/{url.removeprefix('./')}")

    assert [slugs(HIT.findall(one.content.decode())) for one in (first, second)] == [ALL[:20], ALL[20:]]
    assert url.endswith(f"page=2&jusqu_a={MOMENT}")
    assert (second.context["results"].total, client.get("/recherche/").context["results"].total) == (25, 26)


def test_page_before_goes_on_with_the_same_hits_and_the_first_one_begins_anew(client, found):
    second = client.get(f"/recherche/?page=2&jusqu_a={MOMENT}").context
    first = client.get(f"/recherche/?jusqu_a={MOMENT}").context

    assert second["pages"].previous_url == "./?"
    assert (second["query"].visibility.published_until, first["query"].visibility.published_until) == (MOMENT, 0)


def test_data_leads_from_page_to_page_without_repeating_a_hit(client, found, publish):
    first = client.get("/api/v3/recherche/?q=guide").json()
    publish()
    second = client.get(f"/api/v3/recherche/{first['suivante'].removeprefix('./')}").json()

    assert slugs(hit["url"] for body in (first, second) for hit in body["resultats"]) == ALL
    assert (first["suivante"], second["precedente"]) == (f"./?q=guide&page=2&jusqu_a={MOMENT}", "./?q=guide")


def test_feed_leads_from_page_to_page_without_repeating_an_entry(client, found, publish, monkeypatch):
    monkeypatch.setattr(atom, "ENTREES_PAR_PAGE", 10)
    address, seen, told = "/recherche/flux.atom?q=guide", [], []
    while address:
        feed = ElementTree.fromstring(client.get(address).content)
        links = {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")}
        told.append((feed.findtext(f"{ATOM}id"), sorted(links)))
        seen += [entry.findtext(f"{ATOM}id") for entry in feed.findall(f"{ATOM}entry")]
        if len(told) == 1:
            publish()
        address = links.get("next")

    one = "http://testserver/recherche/?q=guide"
    assert slugs(seen) == ALL
    assert told == [
        (one, ["alternate", "next", "self"]),
        (one, ["alternate", "first", "next", "previous", "self"]),
        (one, ["alternate", "first", "previous", "self"]),
    ]


def test_table_holds_each_page_once_whatever_is_published_while_it_is_read(client, found, publish, monkeypatch):
    from search.faces import views

    monkeypatch.setattr(views, "_LOT", 10)
    plain = type(found).search
    asked = []

    def search(self, query, plan):
        asked.append(query)
        if len(asked) == 2:
            publish()
        return plain(self, query, plan)

    monkeypatch.setattr(type(found), "search", search)
    text = b"".join(client.get("/recherche/export.csv?tri=nouveaute").streaming_content).decode()

    assert [row.split(";")[1] for row in text.splitlines()[1:]] == [f"Guide {rank:02}" for rank in range(25)]


@pytest.mark.parametrize(
    ("asked", "until", "refused"),
    [
        ("page=2&jusqu_a=1781524800", 1781524800, []),
        ("page=2&jusqu_a=hier", 0, ["jusqu_a"]),
        ("page=2&jusqu_a=-1", 0, ["jusqu_a"]),
        ("page=2&jusqu_a=99999999999", 0, ["jusqu_a"]),
        ("page=2&jusqu_a=1&jusqu_a=2", 2, ["jusqu_a"]),
        ("jusqu_a=1781524800", 0, []),
    ],
)
def test_moment_is_read_with_a_later_page_only(rf, site, asked, until, refused):
    parameters = rf.get(f"/?{asked}").GET

    assert plan_search(parameters).query.visibility.published_until == until
    if refused:
        with pytest.raises(BadQueryError) as caught:
            plan_search(parameters, strict=True)
        assert [one.parametre for one in caught.value.refusals] == refused


@pytest.mark.parametrize("asked", ["", "?q=guide", "?q=introuvable", "?page=2", "?page=9", "?q=%01%3Cb%3E&tri=verifie"])
def test_feed_keeps_to_the_standard(client, site, found, asked):
    site.exemple("Une alliance « sans date » & sans chapô")
    rebuild_index(found)

    assert mistakes(client.get(f"/recherche/flux.atom{asked}").content) == []


def test_feed_of_an_engine_that_is_away_keeps_to_the_standard(client, site, index):
    assert mistakes(client.get("/recherche/flux.atom").content) == []


def test_entry_was_updated_when_its_page_was_published(client, found):
    entry = ElementTree.fromstring(client.get("/recherche/flux.atom").content).find(f"{ATOM}entry")

    assert (entry.findtext(f"{ATOM}updated"), entry.findtext(f"{ATOM}published")) == (START.replace("Z", "+00:00"),) * 2
