"""Plain text of rich text and of StreamFields, as Wagtail's own indexing gives it, but read from the stored JSON.

Wagtail turns each block into an object, and each rich text through an HTML parser, before it asks for their text:
most of what reading a page cost. Here the declared blocks are turned into readers once. Whatever is not as usual (an
older form of a list, HTML that no editor writes, a kind of block that does more than hold text) goes Wagtail's way.
"""

import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from html import unescape
from typing import Any

import orjson
from django.apps import apps
from wagtail import blocks
from wagtail.fields import StreamField
from wagtail.rich_text import get_text_for_indexing

from pages.models import PageEditoriale

#: From what is stored of one block to the texts that a visitor reads in it.
Reader = Callable[[Any], list[str]]

#: What ends a line that needs no dot before the next one.
FINS_DE_PHRASE = (".", "!", "?", "…", ":", ";", "»")

_NAME = "p|b|i|em|strong|h[1-6]|ul|ol|li|a|br|hr|blockquote|sup|sub|code|span|embed"
_TAG = re.compile(rf'</(?:{_NAME})>|<(?:{_NAME})(?:\s+[a-z][a-z-]*="[^"<>]*")*\s*/?>')
# After these Wagtail leaves a space.
_END = re.compile(r"</(?:p|h[1-6]|li|blockquote)>|<(?:br|hr)\s*/>")
_ODD = re.compile(r"[<>]|&(?!(?:[a-zA-Z]+|#[0-9]+);)")


class _UnusualError(Exception):
    """What is stored is not in the form that Wagtail writes today."""


def text_of_html(html: str) -> str:
    """A rich text as one line of plain text."""
    bare = _TAG.sub("", _END.sub(" ", html))
    if _ODD.search(bare):
        return str(get_text_for_indexing(html))
    return unescape(bare.strip())


def texts_of_stream(model: type[PageEditoriale], name: str, stored: str | None) -> list[str]:
    """What a visitor reads in a StreamField, block by block, from its JSON."""
    if not stored or stored == "[]":
        return []
    field, read = _stream_field(model._meta.label, name)
    try:
        texts = read(orjson.loads(stored))
    except (_UnusualError, orjson.JSONDecodeError):
        value = field.to_python(stored)
        texts = value.stream_block.get_searchable_content(value)
    return [text for text in texts if text]


def joined(parts: Iterable[str]) -> str:
    """The parts as lines; a dot between those that no sentence ends, for extracts show them one after the other."""
    lines = list(parts)
    ended = [line if line.endswith(FINS_DE_PHRASE) else f"{line} ·" for line in lines[:-1]]
    return "\n".join((*ended, *lines[-1:]))


@lru_cache(maxsize=64)
def _stream_field(model: str, name: str) -> tuple[Any, Reader]:
    """The field, and how its texts are read."""
    field = apps.get_model(model)._meta.get_field(name)
    assert isinstance(field, StreamField)  # noqa: S101  # narrows the type, the name is ours
    return field, _reader(field.stream_block)


def _reader(block: Any) -> Reader:
    """How the texts of one kind of block are read."""
    own = type(block).get_searchable_content
    if own is blocks.Block.get_searchable_content:
        return _nothing
    if own not in _GROUPS and own not in _TEXTS:
        return lambda stored: list(own(block, block.to_python(stored)))
    if not block.search_index:
        return _nothing
    return _GROUPS[own](block) if own in _GROUPS else _TEXTS[own]


def _nothing(stored: Any) -> list[str]:
    return []


def _html(stored: Any) -> list[str]:
    return [text_of_html(_usual(stored, str))]


def _plain(stored: Any) -> list[str]:
    return [_usual(stored, str)]


def _stream(block: Any) -> Reader:
    readers = {name: _reader(child) for name, child in block.child_blocks.items()}

    def read(stored: Any) -> list[str]:
        texts: list[str] = []
        for child in _usual(stored, list):
            found = _usual(child, dict)
            if found.get("type") in readers:
                texts += readers[found["type"]](found["value"])
        return texts

    return read


def _struct(block: Any) -> Reader:
    readers = {name: _reader(child) for name, child in block.child_blocks.items()}

    def read(stored: Any) -> list[str]:
        if not readers.keys() <= _usual(stored, dict).keys():
            raise _UnusualError
        return [text for name, reader in readers.items() for text in reader(stored[name])]

    return read


def _list(block: Any) -> Reader:
    reader = _reader(block.child_block)

    def read(stored: Any) -> list[str]:
        texts: list[str] = []
        for item in _usual(stored, list):
            if not {"id", "value"} <= _usual(item, dict).keys() or item.get("type") != "item":
                raise _UnusualError
            texts += reader(item["value"])
        return texts

    return read


def _usual(stored: Any, kind: type) -> Any:
    if type(stored) is not kind:
        raise _UnusualError
    return stored


_TEXTS: dict[Any, Reader] = {
    blocks.CharBlock.get_searchable_content: _plain,
    blocks.TextBlock.get_searchable_content: _plain,
    blocks.RichTextBlock.get_searchable_content: _html,
}
_GROUPS: dict[Any, Callable[[Any], Reader]] = {
    blocks.StreamBlock.get_searchable_content: _stream,
    blocks.StructBlock.get_searchable_content: _struct,
    blocks.ListBlock.get_searchable_content: _list,
}
