"""A kind of term that was forgotten somewhere is named at the start."""

import sys

import pytest

from taxonomy import api
from taxonomy.admin.viewsets import Referentiels
from taxonomy.checks import check_kinds_of_term
from taxonomy.models import Nature, Odd


def told():
    return [(error.id, error.msg) for error in check_kinds_of_term()]


def test_every_kind_of_term_stands_in_each_of_its_places():
    assert check_kinds_of_term() == []


@pytest.mark.parametrize("facette", ["", "un-nom-bien-trop-long"[:20] + "x"])
def test_name_that_is_none_is_told(monkeypatch, facette):
    monkeypatch.setattr(Odd, "facette", facette)
    assert told() == [("taxonomy.E001", f"Odd: its facette « {facette} » is no name of its own.")]


def test_name_of_two_kinds_is_told_of_both(monkeypatch):
    monkeypatch.setattr(Odd, "facette", "nature")
    assert told() == [
        ("taxonomy.E001", "Odd: its facette « nature » is no name of its own."),
        ("taxonomy.E001", "Nature: its facette « nature » is no name of its own."),
    ]


def test_terms_that_editors_cannot_keep_are_told(monkeypatch):
    monkeypatch.setattr(Referentiels, "items", [one for one in Referentiels.items if one.model is not Nature])
    assert told() == [("taxonomy.E002", "Nature: editors cannot keep it.")]


def test_terms_that_the_api_does_not_list_are_told(monkeypatch):
    monkeypatch.setattr(api, "REFERENTIELS", {k: v for k, v in api.REFERENTIELS.items() if v.model is not Nature})
    assert told() == [("taxonomy.E003", "Nature: the API does not list it.")]


@pytest.mark.parametrize(("schema", "field"), [(api.TermeSchema, "axe"), (api.TermesParameters, "famille")])
def test_what_the_api_does_not_describe_is_told(monkeypatch, schema, field):
    monkeypatch.setattr(schema, "model_fields", {k: v for k, v in schema.model_fields.items() if k != field})
    assert told() == [("taxonomy.E004", f"Nature: the API does not describe {field}.")]


def test_module_of_terms_that_nobody_imports_is_told(monkeypatch):
    monkeypatch.delitem(sys.modules, "taxonomy.models.partenaire")
    assert told() == [("taxonomy.E005", "taxonomy.models.partenaire is not imported by taxonomy/models/__init__.py.")]
