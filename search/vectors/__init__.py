"""Vectors that bring texts of one meaning near to each other, whatever their words: nothing unless the settings name an
encoder (`SEARCH_VECTORS`).

An index keeps one vector a page; a question is held against those of the pages that its words found
(`search.engines.by_meaning`). Measured in scripts/bench/relevance/README.md.
"""

import struct
from collections.abc import Hashable, Sequence
from functools import lru_cache
from operator import mul
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from search.documents.document import Document

#: How many characters of a page are encoded: its title and chapô, or how its text begins.
LENGTH = 600
#: A chapô of fewer characters says too little alone.
SHORT = 150
#: Of a half float.
_BYTES = 2


class Encoder(Hashable, Protocol):
    """Makes vectors of length 1. Shared by the threads of a process.

    `weight` is what one unit of closeness is worth beside the score of the best hit; `name` changes whenever the same
    text gives another vector.
    """

    name: str
    weight: float

    def of_question(self, text: str) -> Sequence[float]:
        """The vector of what a visitor typed."""

    def of_page(self, text: str) -> Sequence[float]:
        """The vector of what a page says of itself."""


def vectors_in_use() -> Encoder | None:
    """The encoder of the settings, None where there is none. Raises ImportError where its package is missing."""
    return _loaded(settings.SEARCH_VECTORS) if settings.SEARCH_VECTORS else None


def vector_of_page(document: Document, made_by: Encoder) -> bytes:
    """What the index keeps of one page, as half floats: 768 bytes for 384 numbers."""
    values = made_by.of_page(said_by(document))
    return struct.pack(f"<{len(values)}e", *values)


def said_by(document: Document) -> str:
    """What of a page is encoded."""
    parts = [document.chapo] if len(document.chapo) >= SHORT else [document.chapo, document.debut]
    return f"{document.titre}. {' '.join(part for part in parts if part)}"[:LENGTH].strip()


@lru_cache(maxsize=512)
def vector_of_question(text: str, made_by: Encoder) -> tuple[float, ...]:
    """The vector of a question, kept: its pages are asked for one after the other."""
    return tuple(made_by.of_question(text))


def closeness(question: Sequence[float], page: bytes) -> float:
    """The cosine of a question's vector and of what the index keeps of a page, from -1 to 1; 0 where it keeps none."""
    return sum(map(mul, question, struct.unpack(f"<{len(page) // _BYTES}e", page)))


@lru_cache(maxsize=4)
def _loaded(path: str) -> Encoder:
    made: Encoder = import_string(path)()
    return made
