"""`search_explain` as people call it."""

from io import StringIO

import pytest
from django.core.management import call_command

from search.engines import _engine
from search.engines.embedded import EmbeddedEngine
from search.lexique import current
from tests.search.conftest import rebuild_of
from tests.search.corpus import document

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.SEARCH_ENGINE = "search.engines.embedded.EmbeddedEngine"
    settings.SEARCH_INDEX_DIR = tmp_path / "index"
    _engine.cache_clear()
    current.forget()
    yield
    _engine.cache_clear()
    current.forget()


def explain(*arguments, **options):
    out = StringIO()
    call_command("search_explain", *arguments, stdout=out, **options)
    return out.getvalue().splitlines()


def test_plan_tokens_expansions_and_scores_are_printed():
    EmbeddedEngine().rebuild(rebuild_of([document(1, "Plan des bicyclettes"), document(2, "Bus", etat_lien="casse")]))

    lines = explain("le vélo -bus", filtres="etat_lien=ok")

    score = lines[-1].split()[0]
    assert float(score) > 0
    assert lines == [
        "Requête : « le vélo -bus »",
        "Jetons : le · velo · bus",
        "Laissés de côté : le",
        "Doit contenir 1 :",
        "  vélo [velo] – tel que tapé, poids 1",
        "  bicyclette [bicyclet] – synonyme, poids 0.7",
        "  cyclable [cyclabl] – synonyme, poids 0.7",
        "  cycliste [cyclist] – synonyme, poids 0.7",
        "Ne doit pas contenir :",
        "  bus [bus] – tel que tapé, poids 1",
        "Filtre : État du lien = ok",
        "Résultats : 1 (embedded)",
        f"  {float(score):10.4f}  Plan des bicyclettes  /page-1/",
    ]


def test_filter_that_does_not_exist_is_said():
    EmbeddedEngine().rebuild(rebuild_of([]))

    assert [line for line in explain("bus", filtres="nature=inconnue") if line.startswith("Remarque")] != []


def test_query_is_explained_without_an_index():
    lines = explain("bus")

    assert lines[:4] == [
        "Requête : « bus »",
        "Jetons : bus",
        "Doit contenir 1 :",
        "  bus [bus] – tel que tapé, poids 1",
    ]
    assert lines[4].startswith("Le moteur embedded ne répond pas : L’index n’existe pas encore")
