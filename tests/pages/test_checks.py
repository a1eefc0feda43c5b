"""A page type, block or kind of term that forgot something is named at the start."""

import sys

import pytest
from wagtail import blocks
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.api import APIField

from pages import carrying
from pages.blocks import CorpsBlock
from pages.blocks.lists import PageCiteeBlock
from pages.checks import check_blocks, check_page_types, check_terms
from pages.models import BaseDeConnaissance, FicheRepereDomaine, PageDomaine, PageEditoriale, Ressource
from pages.models.facts import Kind
from pages.page_types import page_types
from taxonomy.models import Odd


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
        (
            Ressource,
            "clean_parent_page_models",
            classmethod(lambda cls: []),
            ("pages.E007", "Ressource: it may stand nowhere."),
        ),
        (
            Ressource,
            "api_fields",
            [field for field in Ressource.api_fields if field.name != "liens"],
            ("pages.E009", "Ressource: the API does not give « liens »."),
        ),
        (
            PageEditoriale,
            "kept_back",
            ("rythme_relecture", "territoires_lies", "partenaires_lies"),
            ("pages.E009", "PageEditoriale: the API does not give « adjoint »."),
        ),
    ],
)
def test_type_that_forgot_a_fact_is_named(monkeypatch, model, fact, value, expected):
    monkeypatch.setattr(model, fact, value)
    assert told() == [expected]


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        (
            "api_fields",
            [*Ressource.api_fields, APIField("nulle_part")],
            ("pages.E015", "Ressource: it has no « nulle_part » for the API."),
        ),
        (
            "get_edit_handler",
            classmethod(lambda cls: ObjectList([FieldPanel(one) for one in ("nature", "acces", "boites")])),
            ("pages.E014", "Ressource: editors cannot fill « liens »."),
        ),
    ],
)
def test_field_that_leads_nowhere_is_named(monkeypatch, name, value, expected):
    monkeypatch.setattr(Ressource, name, value)
    assert told() == [expected]


def test_type_without_any_description_is_named(monkeypatch):
    monkeypatch.delattr(Ressource, "page_description")
    assert told() == [("pages.E001", "Ressource: it has no page_description.")]


def test_type_without_a_name_is_named(monkeypatch):
    named = Ressource._meta.original_attrs
    monkeypatch.setattr(Ressource._meta, "original_attrs", {k: v for k, v in named.items() if k != "verbose_name"})
    assert told() == [("pages.E008", "Ressource: it has no name.")]


def test_module_of_types_that_nobody_imports_is_named(monkeypatch):
    monkeypatch.delitem(sys.modules, "pages.models.ressource")
    assert told() == [("pages.E010", "pages.models.ressource is not imported by pages/models/__init__.py.")]


def of_blocks():
    return [(error.id, error.msg) for error in check_blocks()]


def test_every_block_says_what_it_must():
    assert check_blocks() == []


@pytest.mark.parametrize(
    ("fact", "value", "expected"),
    [
        ("label", "", "VideoBlock: it has no label."),
        ("icon", "placeholder", "VideoBlock: it has no icon."),
        ("group", "", "VideoBlock: it has no group."),
        ("template", None, "VideoBlock: its template «  » does not exist."),
        ("template", "blocks/film.html", "VideoBlock: its template « blocks/film.html » does not exist."),
    ],
)
def test_block_that_forgot_a_fact_is_named(monkeypatch, fact, value, expected):
    monkeypatch.setattr(CorpsBlock.base_blocks["video"].meta, fact, value, raising=False)
    assert of_blocks() == [("pages.E011", expected)]


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        (blocks.CharBlock(), ("pages.E011", "VideoBlock: « video.url » has no label.")),
        (blocks.CharBlock(label="x"), ("pages.E012", "VideoBlock: the address « video.url » would not be checked.")),
        (blocks.URLBlock(label="x"), ("pages.E012", "VideoBlock: the address « video.url » would not be checked.")),
    ],
)
def test_field_of_a_block_that_forgot_something_is_named(monkeypatch, field, expected):
    monkeypatch.setitem(CorpsBlock.base_blocks["video"].child_blocks, "url", field)
    assert of_blocks() == [expected]


def test_block_that_stands_in_no_body_is_named(monkeypatch):
    monkeypatch.delitem(CorpsBlock.base_blocks, "video")
    assert of_blocks() == [("pages.E016", "VideoBlock: it stands in no body.")]


def test_list_of_resources_offers_the_types_that_say_so():
    offered = [model for model in page_types() if model.offered_in_lists]
    assert (len(offered), PageCiteeBlock().target_models) == (3, offered)


def test_a_type_that_is_offered_needs_no_migration():
    before = PageCiteeBlock(label="page", page_type=["pages.Ressource"])
    assert before.deconstruct() == PageCiteeBlock(label="page").deconstruct()


def test_terms_that_no_page_carries_are_named(monkeypatch):
    assert check_terms() == []
    lists = {model: way for model, way in carrying.LISTS.items() if model is not Odd}
    monkeypatch.setattr(carrying, "LISTS", lists)
    carrying.ways.cache_clear()
    found = [(error.id, error.msg) for error in check_terms()]
    carrying.ways.cache_clear()
    assert found == [("pages.E013", "Odd: no page carries such terms.")]


def test_check_is_asked_when_the_site_starts(monkeypatch):
    from django.core.checks import run_checks  # the registry is filled by the apps

    monkeypatch.setattr(BaseDeConnaissance, "kind", None)
    assert [error.id for error in run_checks() if error.id.startswith("pages.")] == ["pages.E004"]
