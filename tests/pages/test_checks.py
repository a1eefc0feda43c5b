"""A page type that forgot a fact is named at the start."""

import pytest

from pages.checks import check_page_types
from pages.models import BaseDeConnaissance, FicheRepereDomaine, PageDomaine, Ressource
from pages.models.facts import Kind


def told():
    return [(error.id, error.msg) for error in check_page_types()]


def test_every_type_says_what_it_must():
    assert check_page_types() == []


@pytest.mark.parametrize(
    ("model", "fact", "value", "expected"),
    [
        (Ressource, "page_description", "", ("pages.E001", "Ressource: it has no page_description.")),
        (
            Ressource,
            "template",
            "pages/nulle_part.html",
            ("pages.E002", "Ressource: its template « pages/nulle_part.html » does not exist."),
        ),
        (
            FicheRepereDomaine,
            "own_term",
            "theme",
            ("pages.E003", "FicheRepereDomaine: its own_term « theme » is no key to a term."),
        ),
        (
            FicheRepereDomaine,
            "own_term",
            "live_revision",
            ("pages.E003", "FicheRepereDomaine: its own_term « live_revision » is no key to a term."),
        ),
        (
            BaseDeConnaissance,
            "kind",
            None,
            ("pages.E004", "BaseDeConnaissance: it is searched without a nature."),
        ),
        (
            BaseDeConnaissance,
            "main_link",
            "adresse",
            ("pages.E005", "BaseDeConnaissance: it has no field « adresse »."),
        ),
        (
            BaseDeConnaissance,
            "searched_lists",
            {"parties": ("titre",)},
            ("pages.E005", "BaseDeConnaissance: it has no field « parties »."),
        ),
        (
            PageDomaine,
            "kind",
            Kind("page-de-domaine", "Domaine présenté", rank=3),
            ("pages.E006", "Two kinds of pages share a slug or a rank: Base de connaissance, Domaine présenté."),
        ),
    ],
)
def test_type_that_forgot_a_fact_is_named(monkeypatch, model, fact, value, expected):
    monkeypatch.setattr(model, fact, value)
    assert told() == [expected]


def test_check_is_asked_when_the_site_starts(monkeypatch):
    from django.core.checks import run_checks  # the registry is filled by the apps

    monkeypatch.setattr(BaseDeConnaissance, "kind", None)
    assert [error.id for error in run_checks() if error.id.startswith("pages.")] == ["pages.E004"]
