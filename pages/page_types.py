"""The page types that exist, found by what each says of itself: no list has to be kept when one is added."""

from functools import cache

from django.apps import apps

from pages.models import PageEditoriale
from pages.models.facts import Kind


@cache
def page_types() -> tuple[type[PageEditoriale], ...]:
    """Every type that editors can make, by name."""
    found = (model for model in apps.get_models() if issubclass(model, PageEditoriale) and model.is_creatable)
    return tuple(sorted(found, key=lambda model: model.__name__))


def types_of(family: type) -> list[type[PageEditoriale]]:
    """The types that are made of an abstract one."""
    return [model for model in page_types() if issubclass(model, family)]


def kinds() -> list[Kind]:
    """What stands for the nature of pages that have none of their own, in the order of the facet."""
    return sorted({model.kind for model in page_types() if model.kind}, key=lambda kind: kind.rank)


def put_forward() -> list[type[PageEditoriale]]:
    """The types that are shown as what is new, and beside other pages."""
    return [model for model in page_types() if model.put_forward]


@cache
def main_link_places() -> frozenset[str]:
    """Where the addresses for which pages are there stand, as the registry of links writes it."""
    return frozenset(model.main_link for model in page_types() if model.main_link)
