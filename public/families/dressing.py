"""What the template of each page type shows, told by the families themselves: see `dresses`."""

from collections.abc import Callable
from typing import Any

from pages.models import PageEditoriale
from public.rows import RowBook

Family = Callable[[Any, RowBook], dict[str, Any]]

_families: dict[type, Family] = {}


def dresses(*models: type[PageEditoriale]) -> Callable[[Family], Family]:
    """Say that a function gives what pages of these types, or of types made of them, show beside what all show."""

    def register(family: Family) -> Family:
        _families.update(dict.fromkeys(models, family))
        return family

    return register


def family_of(model: type[PageEditoriale]) -> Family | None:
    """The function that dresses this type; None for a type that shows nothing of its own."""
    return next((_families[one] for one in model.__mro__ if one in _families), None)
