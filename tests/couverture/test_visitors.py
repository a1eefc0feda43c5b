"""What visitors see of the coverage: numbers that lead to the search, gaps in words, nothing of what is hidden."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from selectolax.lexbor import LexborHTMLParser

from couverture.doors import PROPOSE
from tests.cms.kept.conftest import begin_anew
from tests.factories import pages

pytestmark = pytest.mark.django_db


def asked(query=""):
    response = Client().get(f"/couverture/{query}")
    assert response.status_code == 200
    return LexborHTMLParser(response.content.decode())


def text(node):
    return " ".join(node.text().split())


def rows(page):
    return [[text(cell) for cell in row.css("th, td")] for row in page.css(".couverture-table tr")]


def test_acteurs_come_first(there):
    page = asked()
    assert rows(page) == [
        ["Domaine", "Toutes", "Associations", "Communes"],
        ["Critères économiques"],
        ["Emploi", "4", "2", "2"],
        ["Critères sociétaux"],
        ["Culture", "aucune", "aucune", "aucune"],
        ["Santé", "4", "3", "2"],
    ]
    assert [one.attributes["href"] for one in page.css(".couverture-table td a")][1] == (
        "/recherche/?acteur=associations&domaine=emploi"
    )


def test_territoires_and_a_region_of_them(there):
    assert [row[0] for row in rows(asked("?tableau=territoires"))[2:]] == [
        "Toute la France sans lieu plus précis",
        "Auvergne-Rhône-Alpes",
        "Bretagne",
    ]
    page = asked("?tableau=territoires&dans=dep-69")
    assert rows(page)[2:] == [
        ["Rhône sans lieu plus précis", "1", "1", "aucune", "aucune"],
        ["Métropole d’essai", "3", "2", "aucune", "2"],
        ["Lyon 69123", "2", "1", "aucune", "2"],
    ]
    assert text(page.css_first("select option[selected]")) == "Rhône"


@pytest.mark.parametrize(
    "query", ["?tableau=natures", "?tableau=%00&dans=%00", "?dans=reg-84", "?portee=tout&sorte=fiches"]
)
def test_what_is_no_choice_of_visitors_is_the_first_table(there, query):
    assert rows(asked(query)) == rows(asked())


def test_what_is_published_is_there_at_once(there, settings, django_capture_on_commit_callbacks):
    settings.KEPT_PAGES_MB = 8
    begin_anew()
    assert rows(asked())[4] == ["Culture", "aucune", "aucune", "aucune"]
    with CaptureQueriesContext(connection) as context:
        asked()
    assert not [one for one in context if "group_concat" in one["sql"] or "string_agg" in one["sql"]]
    with django_capture_on_commit_callbacks(execute=True):
        pages.ressource(there.arbre.boite, acteurs=[there.villes], domaines=[there.culture])
    assert rows(asked())[4] == ["Culture", "1", "aucune", "1"]


def test_a_way_to_propose_is_shown_where_there_is_one(there):
    assert "Proposez une ressource" not in asked().html
    PROPOSE.leads_to("search:page")
    try:
        assert "Proposez une ressource" in asked().html
    finally:
        PROPOSE.leads_to("")


def test_the_search_leads_to_it(there, index):
    index()
    page = LexborHTMLParser(Client().get("/recherche/").content.decode())
    assert [one.attributes["href"] for one in page.css(".recherche-couverture a")] == ["/couverture/"]
