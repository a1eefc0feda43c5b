import pytest

from search.index import outbox
from search.index.rebuilding import rebuild_index
from tests.remembered import remembered

pytestmark = pytest.mark.django_db
ASKED = "/api/v3/recherche/?q=mobilite&territoire=dep-69"


@remembered
def one_page(site):
    return site.ressource("Guide de la mobilité")


@pytest.fixture
def found(site, index):
    page = one_page(site)
    rebuild_index(index)
    return page


def test_answer_holds_hits_facets_and_the_ladder(client, found):
    body = client.get(ASKED).json()

    assert list(body) == [
        "titre",
        "total",
        "page",
        "derniere_page",
        "par_page",
        "resultats",
        "facettes",
        "echelle",
        "corrections",
        "relances",
        "suivante",
        "precedente",
        "avis",
        "mots",
        "avec_tous_les_mots",
        "mots_absents",
        "chaque_mot",
        "propositions",
        "mises_en_avant",
    ]
    assert [facet["facette"] for facet in body["facettes"]] == [
        "territoire",
        "acteur",
        "domaine",
        "axe",
        "boite",
        "odd",
        "nature",
        "partenaire",
        "etat_lien",
    ]
    (hit,) = body["resultats"]
    assert (hit["id"], hit["titre_html"], hit["echelon"]) == (found.pk, "Guide de la <mark>mobilité</mark>", "National")
    assert [(one["slug"], one["count"], one["selected"]) for one in body["facettes"][0]["values"]] == [
        ("france", 1, False),
        ("reg-84", 1, False),
        ("dep-69", 1, True),
    ]


def test_unchanged_answer_is_a_304_without_asking_the_engine(client, found, settings):
    whole = client.get(ASKED)
    settings.SEARCH_ENGINE = "search.engines.nothing.There"

    response = client.get(ASKED, headers={"If-None-Match": whole["ETag"]})

    assert (response.status_code, response.content) == (304, b"")
    names = ("ETag", "Vary", "Cache-Control", "Surrogate-Key")
    told = [whole[name] for name in names]
    assert [response[name] for name in names] == told
    assert told[2:] == ["no-cache", "recherche api"]


def test_answer_changes_its_etag_as_soon_as_a_page_is_withheld_and_when_it_is_written(client, found, index):
    first = client.get(ASKED)["ETag"]
    found.unpublish()
    second = client.get(ASKED)["ETag"]
    outbox.drain(index)
    third = client.get(ASKED)["ETag"]

    assert len({first, second, third}) == 3


def test_wrong_parameters_are_a_422_that_says_what_is_allowed(client, found):
    response = client.get("/api/v3/recherche/?portee=loin&inconnu=1")

    assert (response.status_code, response["Content-Type"]) == (422, "application/problem+json")
    assert [(one["parametre"], one["permis"][:2]) for one in response.json()["erreurs"]] == [
        ("portee", ["tout", "propre"]),
        ("inconnu", ["q", "territoire"]),
    ]


def test_page_beyond_the_end_is_a_422_that_names_the_last(client, found):
    assert client.get("/api/v3/recherche/?page=7").json()["erreurs"][0]["permis"] == ["1 à 1"]


def test_engine_away_is_a_503_that_says_when_to_come_back(client, site, index):
    response = client.get(ASKED)

    assert (response.status_code, response["Retry-After"]) == (503, "30")


def test_search_is_described_in_openapi(client):
    described = client.get("/api/v3/openapi.json").json()["paths"]["/api/v3/recherche/"]["get"]

    assert sorted(described["responses"]) == ["200", "304", "400", "401", "403", "422", "429", "503"]


@pytest.mark.parametrize("count", [1, 3])
def test_search_reads_the_database_once_whatever_it_finds(client, site, index, count, django_assert_num_queries):
    for rank in range(count):
        site.ressource(f"Guide {rank}")
    rebuild_index(index)
    client.get("/api/v3/recherche/?acteur=associations")

    with django_assert_num_queries(1):
        client.get("/api/v3/recherche/?acteur=associations")
