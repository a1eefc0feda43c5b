"""A facet, or a value of an answer, that was forgotten somewhere is named at the start."""

from dataclasses import make_dataclass

import pytest

from search.checks import check_search
from search.contract import results
from search.documents import builder, gathering
from search.enums import Facette
from search.faces import browsing
from search.faces.api import RungSchema, StateParameters
from search.facets import values
from search.suggestions import terms
from taxonomy.models import Acteur


def told():
    return [(error.id, error.msg) for error in check_search()]


def without(table, one):
    return {name: value for name, value in table.items() if name != one}


def test_every_facet_stands_in_each_of_its_places():
    assert check_search() == []


@pytest.mark.parametrize(
    ("place", "name", "expected"),
    [
        (values, "NAMES", ("search.E001", "The facet « acteur » has no values.")),
        (builder, "VALUES_OF_A_PAGE", ("search.E002", "The facet « acteur » finds no page.")),
        (terms, "SUGGEREES", ("search.E004", "The facet « acteur » is neither suggested nor left out.")),
        (browsing, "TERMS", ("search.E005", "The facet « acteur » is forgotten while no index answers.")),
    ],
)
def test_facet_that_was_forgotten_is_named(monkeypatch, place, name, expected):
    monkeypatch.setattr(place, name, without(getattr(place, name), Facette.ACTEUR))
    assert told() == [expected]


def test_facet_that_the_api_does_not_describe_is_named(monkeypatch):
    monkeypatch.setattr(StateParameters, "model_fields", without(StateParameters.model_fields, "acteur"))
    assert told() == [("search.E003", "The facet « acteur » is no parameter of the API.")]


def test_value_of_an_answer_that_the_api_does_not_describe_is_named(monkeypatch):
    monkeypatch.setattr(results, "Rung", make_dataclass("Rung", [*RungSchema.model_fields, "rang"]))
    assert told() == [("search.E006", "Rung and RungSchema do not say the same: rang.")]


def test_list_of_terms_that_is_not_read_is_named(monkeypatch):
    monkeypatch.setattr(gathering, "READ", without(gathering.READ, Acteur))
    assert told() == [("search.E007", "The index does not read the list of pages that holds Acteur.")]


def test_list_of_terms_that_has_no_place_is_named(monkeypatch):
    monkeypatch.setattr(gathering, "list_of", lambda model: "genres" if model is Acteur else f"{model.facette}s")
    assert told() == [("search.E007", "The index has no place for what it reads of Acteur.")]


def test_every_facet_is_a_keyword_of_both_indexes():
    from search.engines.elasticsearch_index import body_of_index  # their clients are read by these tests alone
    from search.engines.embedded_schema import _KEYWORDS

    mapped = body_of_index()["mappings"]["properties"]
    assert [one.value for one in Facette if mapped.get(one.value) != {"type": "keyword"}] == []
    assert set(Facette.values) <= set(_KEYWORDS)


def test_index_that_shows_something_else_is_to_be_rebuilt(monkeypatch):
    from search.engines import elasticsearch_index, embedded_schema  # as above

    before = (embedded_schema.schema_hash(), elasticsearch_index.hashes()["schema"])
    for module in (embedded_schema, elasticsearch_index):
        monkeypatch.setattr(module, "SHOWN", (*module.SHOWN, "axe"))
    after = (embedded_schema.schema_hash(), elasticsearch_index.hashes()["schema"])
    assert [old == new for old, new in zip(before, after, strict=True)] == [False, False]


def test_check_is_asked_when_the_site_starts(monkeypatch):
    from django.core.checks import run_checks  # the registry is filled by the apps

    monkeypatch.setattr(values, "NAMES", without(values.NAMES, Facette.ACTEUR))
    assert [error.id for error in run_checks() if error.id.startswith("search.")] == ["search.E001"]
