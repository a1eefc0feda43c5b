import csv
import io
import re
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wagtail.models import PageViewRestriction

from search.index.rebuilding import rebuild_index
from search.planning.planner import TOUS_LES_PARAMETRES
from tests.drawn import examples
from tests.remembered import remembered

pytestmark = pytest.mark.django_db
CANARI = "zythonquartz"


@remembered
def fill(site):
    return [site.ressource(f"Guide de la mobilité {rank}") for rank in range(25)]


@pytest.fixture
def found(site, index):
    pages = fill(site)
    rebuild_index(index)
    return pages


def titles(response):
    return [hit.titre for hit in response.context["results"].hits]


def test_page_finds_an_unaccented_word(client, found):
    response = client.get("/recherche/?q=mobilite")

    assert (response.status_code, response.context["results"].total, len(titles(response))) == (200, 25, 20)


def test_page_beyond_the_end_is_a_404_that_leads_to_the_last(client, found):
    response = client.get("/recherche/?q=mobilite&page=9")

    assert (response.status_code, response.context["derniere_page_url"]) == (404, "./?q=mobilite&page=2")
    # The page before this one may be beyond the end as well.
    assert "Page précédente" not in response.content.decode()


def test_few_hits_say_which_filter_to_drop_and_what_that_gives(client, found):
    results = client.get("/recherche/?q=mobilite&acteur=citoyens").context["results"]

    assert (results.total, [one.count for one in results.relances]) == (0, [25])


def shown(client, asked):
    """The facets that the page shows, and whether each is open."""
    page = client.get(f"/recherche/?{asked}").content.decode()
    return {name: bool(rest.strip()) for name, rest in re.findall(r'<details class="facette" id="f-(\w+)"(.*?)>', page)}


def test_facets_are_folded_but_those_in_which_something_is_chosen(client, found):
    closed = dict.fromkeys(("territoire", "acteur", "domaine", "axe", "odd", "nature"), False)

    assert shown(client, "q=mobilite") == closed
    assert shown(client, "q=mobilite&acteur=associations") == {**closed, "acteur": True}


def test_facets_with_only_zeros_fold_away_but_those_in_which_something_is_chosen(client, found):
    assert shown(client, "q=introuvable") == {}
    assert shown(client, "q=introuvable&odd=11&nature=mooc") == {"nature": True, "odd": True}


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("q=mobilite", "Voir les 25 résultats"),
        ("q=mobilite+12&mots=tous", "Voir le résultat"),
        ("q=introuvable&odd=11", "Aucun résultat"),
    ],
)
def test_button_of_the_drawer_counts_the_results_and_leads_to_them_without_a_script(client, found, asked, said):
    page = client.get(f"/recherche/?{asked}").content.decode()
    address, counted = re.search(r'<button class="bouton" formaction="([^"]+)"><span[^>]+>([^<]+)<', page).groups()

    assert (address, " ".join(counted.split())) == ("/recherche/#resultats", said)
    assert 'id="resultats"' in page


def test_page_offers_to_skip_to_the_results(client, found):
    skips = re.search(r'<nav class="evitement".+?</nav>', client.get("/recherche/").content.decode(), re.DOTALL)[0]

    assert re.findall(r'href="([^"]+)">([^<]+)<', skips) == [
        ("#contenu", "Aller au contenu"),
        ("#resultats", "Aller aux résultats"),
        ("#route", "Aller au menu"),
        ("#q", "Aller à la recherche"),
    ]


def test_chips_lead_to_the_search_without_them(client, found):
    chips = client.get("/recherche/?q=mobilite&odd=11&territoire=dep-69").context["chips"]

    assert [(chip.label, chip.url_sans) for chip in chips] == [
        ("Rhône", "./?q=mobilite&odd=11"),
        ("ODD 11 – Villes et communautés durables", "./?q=mobilite&territoire=dep-69"),
    ]


def test_every_face_has_the_same_pages_in_the_same_order(client, found):
    asked = "?q=mobilite&tri=alphabetique"
    html = [title for page in (1, 2) for title in titles(client.get(f"/recherche/{asked}&page={page}"))]
    api = [
        hit["titre"]
        for page in (1, 2)
        for hit in client.get(f"/api/v3/recherche/{asked}&page={page}").json()["resultats"]
    ]
    text = b"".join(client.get(f"/recherche/export.csv{asked}").streaming_content).decode("utf-8-sig")
    table = [row["titre"] for row in csv.DictReader(io.StringIO(text), delimiter=";")]
    feed = re.findall(r"<entry><title>([^<]+)</title>", client.get(f"/recherche/flux.atom{asked}").content.decode())

    assert html == api == table == feed


def test_cell_that_begins_like_a_formula_is_made_harmless(client, site, index):
    site.ressource("=1+1", slug="formule")
    rebuild_index(index)
    text = b"".join(client.get("/recherche/export.csv").streaming_content).decode()

    assert ";'=1+1;" in text


def test_feed_is_readable_whatever_was_typed_or_pasted(client, site, index):
    site.ressource("Guide\x0bde la mobilité", slug="pastille")
    rebuild_index(index)
    response = client.get("/recherche/flux.atom?q=mobilite%01")

    title = ElementTree.fromstring(response.content)[0].text
    assert (response.status_code, title) == (200, "Recherche\u202f: mobilite")
    assert "<entry><title>Guide de la mobilité</title>" in response.content.decode()


def test_engine_away_is_a_sentence_and_shelves_from_the_database(client, site, index):
    site.ressource("Guide de la mobilité")
    site.ressource("Plan caché", live=False)
    response = client.get("/recherche/?q=eau&acteur=associations&territoire=dep-69")

    shelves = {one.titre: [title for title, _ in one.liens] for one in response.context["parcourir"]}
    assert (response.status_code, response["Cache-Control"], shelves) == (
        200,
        "no-store",
        {
            "Quelques pages pour : Rhône, Associations": ["Guide de la mobilité"],
            "Par axe": ["Comprendre", "Agir", "Données"],
            "Par boîte à outils": ["Piloter"],
        },
    )
    assert "Recherche indisponible" in response.content.decode()


def test_shelves_hold_nothing_that_is_not_public(client, site, index):
    PageViewRestriction.objects.create(page=site.agir, restriction_type=PageViewRestriction.LOGIN)
    site.ressource("Guide caché", parent=site.boite)
    found = client.get("/recherche/?acteur=associations").context["parcourir"]

    assert [(one.titre, [title for title, _ in one.liens]) for one in found] == [("Par axe", ["Comprendre", "Données"])]


def test_engine_away_leads_from_the_table_to_the_page_and_leaves_the_feed_readable(client, site, index):
    table = client.get("/recherche/export.csv?q=eau&odd=11")
    feed = client.get("/recherche/flux.atom?q=eau")

    assert (table.status_code, table["Location"]) == (302, "/recherche/?q=eau&odd=11")
    assert (feed.status_code, feed["Cache-Control"]) == (200, "no-store")
    assert "ne répond pas en ce moment" in feed.content.decode()
    assert ElementTree.fromstring(feed.content).findall("{*}entry") == []


def test_what_is_not_public_appears_nowhere(client, site, index):
    site.ressource(f"{CANARI} brouillon", live=False, slug="brouillon")
    site.ressource(f"{CANARI} restreinte", parent=site.boite, slug="restreinte")
    published = site.ressource(f"{CANARI} dépubliée", slug="depubliee")
    rebuild_index(index)
    PageViewRestriction.objects.create(page=site.agir, restriction_type=PageViewRestriction.LOGIN)
    published.unpublish()

    faces = ["/recherche/", "/api/v3/recherche/", "/recherche/flux.atom"]
    answers = [client.get(f"{face}?q=brouillon").content for face in faces] + [
        client.get(face).content for face in faces
    ]
    answers.append(b"".join(client.get("/recherche/export.csv").streaming_content))

    assert [CANARI.encode() in answer for answer in answers] == [False] * len(answers)
    assert client.get(f"/api/v3/recherche/?q={CANARI}").json()["total"] == 0


VALUES = st.one_of(
    st.text(max_size=40),
    st.sampled_from(
        ["france", "dep-69", "sociaux", "13", "-1", "0", "99999999999999999999", '"', "-", "«", "\x00", "²"]
    ),
)


@examples(short=15, long=400)
@given(
    pairs=st.lists(st.tuples(st.one_of(st.sampled_from(TOUS_LES_PARAMETRES), st.text(max_size=5)), VALUES), max_size=6)
)
def test_no_query_string_is_a_server_error(client, found, pairs):
    statuses = (client.get("/recherche/", pairs).status_code, client.get("/api/v3/recherche/", pairs).status_code)

    assert statuses[0] in {200, 404}
    assert statuses[1] in {200, 422}
