"""One state, six faces: page, JSON, CSV, Atom, print, and the short title under which all of them go."""

import csv
import io
import json
import re
from html import unescape
from urllib.parse import parse_qsl
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.faces.titles import SANS_CHOIX, TITRE_AU_PLUS, short_title
from search.faces.urls import urlpatterns
from search.index.rebuilding import rebuild_index
from search.planning.planner import SANS_REPETITION, TOUS_LES_PARAMETRES, plan_search
from taxonomy.enums import Niveau
from taxonomy.models import Partenaire
from tests.drawn import examples
from tests.remembered import remembered
from tests.search.site import territoire

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"
HIT = re.compile(r'<h[34] class="ligne-titre"><a href="([^"]+)">')
WORDS = (
    *("mobilité", "velo", "plan vélo", '"plan vélo"', "-guide", "moblité", "", "l’eau"),
    *("comment faire un plan vélo eau", "guide vélo alliance"),
)
FILTERS = {
    "territoire": ("france", "dep-69", "com-69123", "reg-84"),
    "acteur": ("associations", "citoyens"),
    "critere": ("societaux", "sociaux"),
    "domaine": ("mobilite", "culture"),
    "odd": ("11", "13"),
    "nature": ("guide", "exemple-inspirant"),
    "axe": ("agir", "comprendre"),
    "portee": ("propre", "tout", "ailleurs"),
    "tri": ("alphabetique", "nouveaute", "verifie", "pertinence"),
    "mots": ("tous", "partie", "auto"),
}
STATES = st.builds(
    lambda q, pairs: [("q", q), *pairs],
    st.sampled_from(WORDS),
    st.lists(
        st.sampled_from(sorted(FILTERS)).flatmap(lambda name: st.tuples(st.just(name), st.sampled_from(FILTERS[name]))),
        max_size=4,
    ),
)


@remembered
def fill(site):
    for rank in range(26):
        where = [site.lyon] if rank % 3 else [site.france]
        site.ressource(f"{'Plan vélo' if rank % 2 else 'Guide de l’eau'} {rank:02}", own=where, slug=f"page-{rank}")
    site.exemple("Une alliance pour le vélo", slug="alliance")


@pytest.fixture
def found(site, each_index):
    fill(site)
    rebuild_index(each_index)
    return each_index


def pages_of(client, address, asked):
    """The addresses of the hits of all pages of the HTML."""
    first = client.get(address, asked)
    last = first.context["pages"].last
    rest = [client.get(address, [*asked, ("page", str(number))]) for number in range(2, last + 1)]
    return [unescape(url) for response in (first, *rest) for url in HIT.findall(response.content.decode())]


def api_of(client, asked):
    """(title, (id, address) of all hits) of the API. It refuses what the page leaves out: that is left out here too."""
    last = {name: value for name, value in asked if name in SANS_REPETITION}
    known = [(name, value) for name, value in asked if name not in last]
    known += [(name, value) for name, value in last.items() if value != "ailleurs"]
    first = client.get("/api/v3/recherche/", known).json()
    rest = [
        client.get("/api/v3/recherche/", [*known, ("page", str(number))]).json()
        for number in range(2, first["derniere_page"] + 1)
    ]
    return first["titre"], [(hit["id"], hit["url"]) for body in (first, *rest) for hit in body["resultats"]]


def table_of(client, asked):
    response = client.get("/recherche/export.csv", asked)
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    rows = csv.DictReader(io.StringIO(text), delimiter=";")
    return response["Content-Disposition"], [(int(row["id"]), row["adresse"]) for row in rows]


def feed_of(client, asked):
    feed = ElementTree.fromstring(client.get("/recherche/flux.atom", asked).content)
    return feed.findtext(f"{ATOM}title"), [one.find(f"{ATOM}link").get("href") for one in feed.findall(f"{ATOM}entry")]


@examples(short=12, long=300)
@given(asked=STATES)
def test_every_face_of_a_state_has_the_same_pages_in_the_same_order(client, found, asked):
    title, hits = api_of(client, asked)
    urls = [url for _, url in hits]
    site = "http://testserver"

    assert pages_of(client, "/recherche/", asked) == urls
    assert [unescape(url) for url in HIT.findall(client.get("/recherche/imprimer/", asked).content.decode())] == urls
    assert table_of(client, asked)[1] == [(page_id, f"{site}{url}") for page_id, url in hits]
    feed_title, entries = feed_of(client, asked)
    assert entries == [f"{site}{url}" for url in urls][:50]
    assert feed_title.replace("\u202f", " ") == f"Recherche : {title}"


@examples(short=12, long=300)
@given(asked=STATES)
def test_every_chip_takes_away_one_choice_and_nothing_else(client, found, asked):
    context = client.get("/recherche/", asked).context
    whole = choices(context["query"])

    after = []
    for chip in context["chips"]:
        without = client.get(f"/recherche/{chip.url_sans.removeprefix('./')}").context["query"]
        after.append(whole - choices(without))
        assert choices(without) < whole
    assert sorted(map(len, after)) == [1] * len(whole)
    assert set().union(*after) == whole


def choices(query):
    wide = [("portee", query.portee.value)] if query.portee.value != "tout" else []
    return {(facette.value, value) for facette, values in query.selection for value in values} | set(wide)


def test_page_leads_to_its_other_faces_which_carry_the_same_state(client, found):
    page = client.get("/recherche/?q=velo&territoire=dep-69&tri=alphabetique").content.decode()
    faces = unescape(re.search(r'<p class="faces">(.+?)</p>', page, re.DOTALL).group(1))
    addresses = re.findall(r'href="([^"]+)"', faces)

    state = "q=velo&territoire=dep-69&tri=alphabetique"
    assert addresses[:6] == [
        f"export.csv?{state}",
        f"tableau/ressources.xlsx?{state}",
        f"tableau/ressources.ods?{state}",
        f"imprimer/?{state}",
        f"flux.atom?{state}",
        f"/api/v3/recherche/?{state}",
    ]
    mail = dict(parse_qsl(addresses[6].removeprefix("mailto:?")))
    assert mail["subject"] == "velo · Rhône"
    assert mail["body"].endswith(f"/recherche/?{state}")
    assert "<title>velo · Rhône – Recherche –" in page
    assert '<meta property="og:title" content="velo · Rhône">' in page
    assert table_of(client, parse_qsl(state))[0] == 'attachment; filename="recherche-velo-rhone.csv"'


def test_page_leads_to_every_address_of_the_search(client, found):
    page = client.get("/recherche/").content.decode()
    assert [str(face.pattern) for face in urlpatterns if str(face.pattern) not in page] == []


def test_print_says_what_was_asked_and_where(client, found):
    page = client.get("/recherche/imprimer/?q=velo&territoire=dep-69&portee=propre").content.decode()
    said = dict(re.findall(r"<dt>([^<]+)</dt><dd[^>]*>([^<]+)</dd>", page))

    assert (said["Mots"], said["Territoire"], said["Résultats"]) == ("velo", "Rhône", "10")
    assert said["Adresse"].endswith("/recherche/?q=velo&amp;territoire=dep-69&amp;portee=propre")


def test_print_of_an_engine_that_is_away_is_a_sentence(client, site, index):
    response = client.get("/recherche/imprimer/?q=velo")

    assert (response.status_code, "La recherche ne répond pas en ce moment" in response.content.decode()) == (200, True)


def title_of(rf, **asked):
    return short_title(plan_search(rf.get("/", asked).GET))


def test_short_title_counts_what_would_make_it_long(rf, site):
    odds = [str(number) for number in range(1, 9)]

    assert title_of(rf) == SANS_CHOIX
    assert title_of(rf, q="vélo", acteur=["associations", "citoyens"]) == "vélo · Associations · Citoyens"
    assert (
        title_of(rf, q="vélo", odd=odds)
        == "vélo · ODD 1 – Pas de pauvreté · ODD 2 – Faim «\u00a0zéro\u00a0» · + 6 filtres"
    )
    assert len(title_of(rf, q="x" * 300, odd=odds)) <= TITRE_AU_PLUS


def test_territoire_is_found_among_all_without_javascript(client, site, found):
    territoire("69266", "Villeurbanne", Niveau.COMMUNE, site.rhone)
    page = client.get("/recherche/territoires/?nom=VILLEUR&q=velo&acteur=associations")

    assert page.context["territoires"] == [
        (
            "Villeurbanne",
            "commune · Rhône · Auvergne-Rhône-Alpes",
            "/recherche/?q=velo&territoire=com-69266&acteur=associations",
        )
    ]
    assert 'name="acteur" value="associations"' in page.content.decode()
    assert "Aucun territoire" in client.get("/recherche/territoires/?nom=zz%00z").content.decode()
    assert client.get("/recherche/territoires/").status_code == 200


def test_long_facets_are_whole_without_javascript(client, site, found):
    page = client.get("/recherche/").content.decode()
    shown = re.findall(r'type="checkbox" name="odd" value="(\d+)"', page)

    assert shown == [str(number) for number in range(1, 18)]
    assert page.count('form="choix-territoire"') == 2
    assert re.findall(r'data-chercher="([^"]+)"', page) == ["domaine", "odd"]


@examples(short=12, long=300)
@given(
    pairs=st.lists(
        st.tuples(
            st.one_of(st.sampled_from([*TOUS_LES_PARAMETRES, "nom"]), st.text(max_size=5)),
            st.one_of(st.text(max_size=40), st.sampled_from(["france", "dep-69", '"', "-", "«", "\x00", "²", "’"])),
        ),
        max_size=6,
    )
)
def test_no_query_string_is_an_error_of_the_other_addresses(client, found, pairs):
    pages = {client.get(f"/recherche/{face}/", pairs).status_code for face in ("imprimer", "territoires")}

    assert pages == {200}
    assert client.get("/api/v3/recherche/suggestions/", pairs).status_code in {200, 422}


def test_partner_shows_its_name_in_the_title(rf, site):
    Partenaire.objects.create(nom="Réseau d’essai", slug="reseau-essai")

    assert title_of(rf, partenaire="reseau-essai") == "Réseau d’essai"


def test_openapi_names_the_title_and_the_corrections(client):
    described = json.dumps(client.get("/api/v3/openapi.json").json()["components"]["schemas"]["ResultsSchema"])

    assert ('"titre"' in described, '"corrections"' in described) == (True, True)
