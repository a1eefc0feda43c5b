"""Finds what is malformed in blocks that are written by the API: Wagtail does not look, and breaks on it."""

from collections.abc import Iterator
from functools import cache
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from wagtail.blocks import BaseStreamBlock, BaseStructBlock, ListBlock, RichTextBlock
from wagtail.fields import StreamField

BLOCS = "Il faut une liste de blocs, chacun avec son « type » et sa « value »."
TYPE = "Il n’y a pas de bloc de ce type : {permis}."
LISTE = "Il faut une liste."
OBJET = "Il faut un objet, entre accolades."
VALEUR = "Ce n’est pas une valeur pour ce bloc."
Refus = dict[str, Any]


def bodies_refused(body: dict[str, Any]) -> list[Refus]:
    """What cannot be read as the blocks of a page, by its place in `body`, the JSON of a write."""
    return [
        {"type": "block", "loc": ["body", *place], "msg": message}
        for name, block in _streams().items()
        if isinstance(body.get(name), list)
        for place, message in _refused(block, body[name], (name,))
    ]


@cache
def _streams() -> dict[str, Any]:
    """The blocks of every field of that kind, by the name of the field."""
    fields = (field for model in apps.get_models() for field in model._meta.get_fields())
    return {field.name: field.stream_block for field in fields if isinstance(field, StreamField)}


def _refused(block: Any, value: Any, place: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], str]]:
    if isinstance(block, BaseStreamBlock):
        yield from _stream(block, value, place)
    elif isinstance(block, ListBlock):
        if not isinstance(value, list | None):
            yield place, LISTE
            return
        for rank, item in enumerate(value or ()):
            yield from _refused(block.child_block, item, (*place, rank))
    elif isinstance(block, BaseStructBlock):
        if not isinstance(value, dict | None):
            yield place, OBJET
            return
        for name, child in block.child_blocks.items():
            yield from _refused(child, (value or {}).get(name), (*place, name))
    elif not isinstance(block, RichTextBlock) and not _is_readable(block, value):
        yield place, VALEUR


def _stream(block: Any, value: Any, place: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], str]]:
    if not isinstance(value, list | None):
        yield place, BLOCS
        return
    for rank, item in enumerate(value or ()):
        where = (*place, rank)
        if not isinstance(item, dict) or "type" not in item or "value" not in item:
            yield where, BLOCS
        elif not isinstance(item["type"], str) or item["type"] not in block.child_blocks:
            yield where, TYPE.format(permis=", ".join(block.child_blocks))
        else:
            yield from _refused(block.child_blocks[item["type"]], item["value"], (*where, "value"))


def _is_readable(block: Any, value: Any) -> bool:
    """Whether the block can make something of it; whether that is allowed is for its own rules to say."""
    try:
        block.value_for_form(block.to_python(value))
    except ValidationError:
        return True
    except (TypeError, ValueError, KeyError, AttributeError, ArithmeticError):
        return False
    return True
