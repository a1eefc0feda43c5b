"""Suggestions as one types, on both engines."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone
from wagtail.models import PageViewRestriction

from search.contract.query import Visibility
from search.index import outbox
from search.index.rebuilding import rebuild_index
from search.places.directory import Botin
from taxonomy.enums import Niveau
from taxonomy.models import Partenaire
from tests.remembered import remembered
from tests.search.corpus import document
from tests.search.site import territoire
from tests.search.test_contract import write

pytestmark = pytest.mark.django_db
ADDRESS = "/api/v3/recherche/suggestions/"
CANARI = "zythonquartz"
VISIBLE = Visibility("2026-06-15")


@remembered
def fill(site):
    ademe = Partenaire.objects.create(nom="Agence de la transition", sigle="ADT", slug="adt")
    # Published at one moment, so that the first one written comes first.
    with time_machine.travel("2026-06-15T12:00:00Z", tick=False):
        page = site.ressource("Plan vélo et mobilités", slug="plan-velo")
        page.partenaires_lies.create(partenaire=ademe)
        page.save()
        site.ressource("Guide de la mobilité", slug="guide")
    territoire("22", "Côtes-d’Armor", Niveau.DEPARTEMENT, site.region)


@pytest.fixture
def found(site, each_index):
    fill(site)
    rebuild_index(each_index)
    return each_index


def suggested(client, q, **asked):
    body = client.get(ADDRESS, {"q": q, **asked}).json()
    assert body["total"] == sum(len(groupe["suggestions"]) for groupe in body["groupes"])
    return {groupe["groupe"]: [one["label"] for one in groupe["suggestions"]] for groupe in body["groupes"]}


def test_terms_and_pages_come_in_groups_with_their_addresses(client, found):
    body = client.get(ADDRESS, {"q": "MOB"}).json()

    guide = {"label": "Guide de la mobilité", "detail": "Guide", "url": "/comprendre/donn%C3%A9es/guide/"}
    plan = {"label": "Plan vélo et mobilités", "detail": "Guide", "url": "/comprendre/donn%C3%A9es/plan-velo/"}
    assert body == {
        "q": "MOB",
        "total": 3,
        "groupes": [
            {
                "groupe": "domaine",
                "label": "Domaines",
                "suggestions": [{"label": "Mobilité", "detail": "", "url": "/recherche/?domaine=mobilite"}],
            },
            {"groupe": "page", "label": "Pages", "suggestions": [plan, guide]},
        ],
    }


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("rho", {"territoire": ["Rhône", "Auvergne-Rhône-Alpes"]}),
        ("côtes d", {"territoire": ["Côtes-d’Armor"]}),
        ("armor", {"territoire": ["Côtes-d’Armor"]}),
        ("69123", {"territoire": ["Lyon"]}),
        ("alpes auv", {"territoire": ["Auvergne-Rhône-Alpes"]}),
        ("asso", {"acteur": ["Associations"]}),
        ("pilo", {"boite": ["Piloter"]}),
        ("odd11", {"odd": ["ODD 11 – Villes et communautés durables"]}),
        ("ADT", {"partenaire": ["Agence de la transition"]}),
        ("transi", {"partenaire": ["Agence de la transition"]}),
        ("velo plan", {"page": ["Plan vélo et mobilités"]}),
        ("l’ass", {"acteur": ["Associations"]}),
        ("introuvablement", {}),
        ("a", {}),
        ("’", {}),
    ],
)
def test_beginnings_of_words_are_completed_without_accents(client, found, typed, expected):
    groups = suggested(client, typed)

    assert {name: groups.get(name) for name in expected} == expected
    assert groups == {} if not expected else groups


def test_territoires_of_one_name_are_told_apart(client, site, found):
    territoire("974", "Rhône-sur-Mer", Niveau.COMMUNE, site.rhone)
    groupes = client.get(ADDRESS, {"q": "rhon"}).json()["groupes"]

    assert [(one["label"], one["detail"]) for one in groupes[0]["suggestions"]] == [
        ("Rhône", "département · Auvergne-Rhône-Alpes"),
        ("Rhône-sur-Mer", "commune · Rhône · Auvergne-Rhône-Alpes"),
        ("Auvergne-Rhône-Alpes", "région"),
    ]


def test_suggested_term_is_added_to_what_is_chosen(client, found):
    asked = {"q": "rhone", "acteur": "associations", "territoire": "com-69123", "portee": "propre"}
    urls = [one["url"] for one in client.get(ADDRESS, asked).json()["groupes"][0]["suggestions"]]

    assert urls[0] == "/recherche/?territoire=dep-69&acteur=associations&portee=propre"


def test_term_that_only_hidden_pages_have_is_not_suggested(client, site, found):
    before = suggested(client, "adt")
    site.comprendre.get_descendants().get(slug="plan-velo").specific.unpublish()

    assert (before, suggested(client, "adt")) == ({"partenaire": ["Agence de la transition"]}, {})


def test_what_is_not_public_is_never_suggested(client, site, each_index):
    expired = timezone.localdate() - timedelta(days=1)
    published = site.ressource(f"{CANARI} dépubliée", slug="depubliee")
    site.ressource(f"{CANARI} brouillon", live=False, slug="brouillon")
    site.ressource(f"{CANARI} expirée", slug="expiree", valable_jusqu_au=expired)
    site.ressource(f"{CANARI} restreinte", parent=site.boite, slug="restreinte")
    site.boite.title = f"{CANARI} la boîte"
    site.boite.save_revision().publish()
    rebuild_index(each_index)
    shown = suggested(client, CANARI)
    PageViewRestriction.objects.create(page=site.agir, restriction_type=PageViewRestriction.LOGIN)
    published.unpublish()
    hidden = suggested(client, CANARI)
    outbox.drain(each_index)

    assert {name: len(found) for name, found in shown.items()} == {"boite": 1, "page": 2}
    assert (hidden, suggested(client, CANARI)) == ({}, {})
    assert CANARI not in client.get("/recherche/").content.decode()


def test_unchanged_answer_is_a_304_until_a_page_changes(client, site, found):
    first = client.get(ADDRESS, {"q": "mob"})
    same = client.get(ADDRESS, {"q": "mob"}, headers={"If-None-Match": first["ETag"]})
    site.ressource("Mobilités douces")
    outbox.drain(found)
    other = client.get(ADDRESS, {"q": "mob"}, headers={"If-None-Match": first["ETag"]})

    assert (same.status_code, same.content, other.status_code) == (304, b"", 200)
    assert "Mobilités douces" in suggested(client, "mob")["page"]


@pytest.mark.parametrize(
    ("asked", "parameter"),
    [({}, "q"), ({"q": "x" * 101}, "q"), ({"q": "mob", "page": "2"}, "page"), ({"q": "mob", "autre": "1"}, "autre")],
)
def test_wrong_parameters_are_a_422_that_says_what_is_allowed(client, found, asked, parameter):
    response = client.get(ADDRESS, asked)
    refusals = [(one["parametre"], bool(one["permis"])) for one in response.json()["erreurs"]]

    assert (response.status_code, response["Content-Type"], refusals) == (
        422,
        "application/problem+json",
        [(parameter, True)],
    )


def test_engine_away_leaves_the_terms_and_is_not_kept(client, site, index):
    response = client.get(ADDRESS, {"q": "mob"})

    assert (response.status_code, response["Cache-Control"], "ETag" in response) == (200, "no-store", False)
    assert [groupe["groupe"] for groupe in response.json()["groupes"]] == ["domaine"]


def test_suggestions_are_described_in_openapi(client):
    described = client.get("/api/v3/openapi.json").json()["paths"][ADDRESS]["get"]

    assert sorted(described["responses"]) == ["200", "304", "400", "401", "403", "422", "429"]
    assert [one["name"] for one in described["parameters"]][:3] == ["q", "mots", "territoire"]


@pytest.mark.parametrize("count", [1, 3])
def test_suggestions_read_the_database_once_whatever_they_find(client, site, index, count, django_assert_num_queries):
    for rank in range(count):
        site.ressource(f"Guide {rank}")
    rebuild_index(index)
    client.get(ADDRESS, {"q": "gui"})

    with django_assert_num_queries(1):
        client.get(ADDRESS, {"q": "gui"})


def test_whole_words_come_before_beginnings_then_the_newest(engine):
    titles = ["Eaubonne", "L’eau en ville", "Gérer l’eau", "Les eaux de pluie", "Sans rapport"]
    write(engine, [document(rank, title) for rank, title in enumerate(titles, start=1)])

    def ids(*words, size=5, **hidden):
        return [hit.id for hit in engine.complete(words, Visibility("2026-06-15", **hidden), size)]

    assert (ids("eau"), ids("eau", size=3), ids("eau", withheld=frozenset({2}))) == ([2, 3, 1, 4], [2, 3, 1], [3, 1, 4])
    assert (ids("ea", "pl"), ids("eau", "vil"), ids("zz"), ids("e.*")) == ([4], [2], [], [])


def test_common_beginnings_give_whole_names_first(site):
    for rank in range(600):
        territoire(f"5{rank:04}", f"Saint-Rang {rank:03}", Niveau.COMMUNE, site.rhone)
    territoire("60000", "Saint", Niveau.COMMUNE, site.rhone)
    names = Botin(1)

    assert names.find(["saint"], 2) == ["com-60000", "com-50000"]
    assert names.find(["saint", "rang", "599"], 2) == ["com-50599"]
    assert (names.find([], 2), names.find(["zz"], 2)) == ([], [])


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("mobiilté", {"domaine": ["Mobilité"], "page": ["Guide de la mobilité"]}),
        ("mobillit", {"domaine": ["Mobilité"], "page": ["Guide de la mobilité"]}),
        ("moblit", {"domaine": ["Mobilité"], "page": ["Guide de la mobilité"]}),
        ("nobilite", {"domaine": ["Mobilité"], "page": ["Guide de la mobilité"]}),
        ("asociatio", {"acteur": ["Associations"]}),
        ("guide mobilte", {"page": ["Guide de la mobilité"]}),
        ("mobi", {"domaine": ["Mobilité"], "page": ["Plan vélo et mobilités", "Guide de la mobilité"]}),
        ("mxbxlite", {}),
        ("mbo", {}),
        ("gudie mobilte", {}),
    ],
)
def test_one_mistake_is_forgiven_when_nothing_begins_as_typed(client, found, typed, expected):
    groups = suggested(client, typed)

    assert {name: [one for one in groups[name] if one in wanted] for name, wanted in expected.items()} == expected
    assert groups == {} if not expected else groups


def test_forgiven_words_tell_nothing_of_what_is_hidden(client, site, found):
    before = suggested(client, "agencce")
    site.comprendre.get_descendants().get(slug="plan-velo").specific.unpublish()

    assert (before, suggested(client, "agencce")) == ({"partenaire": ["Agence de la transition"]}, {})


def test_each_place_is_suggested_once(client, site, found):
    ile = territoire("04", "La Réunion", Niveau.REGION, site.france)
    territoire("974", "La Réunion", Niveau.DEPARTEMENT, ile)
    for code, parent in (("97411", ile), ("93066", site.region)):
        territoire(code, "Saint-Denis", Niveau.COMMUNE, parent)

    assert suggested(client, "reunion")["territoire"] == ["La Réunion"]
    assert suggested(client, "saint den")["territoire"] == ["Saint-Denis", "Saint-Denis"]
