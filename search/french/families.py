"""Families of words that the light stemmer leaves apart: every form of each, with the stem that the family takes.

The families stand in ``search/data/familles.txt``, which says how it is written. A verb there is followed by ``+`` and
stands for the forms that people type or read: present, participles, infinitive. Derivations by rule would be shorter
and wrong too often (*client* is no form of *clier*), so each family is named.
"""

from collections.abc import Iterator
from pathlib import Path

from search.french.folding import fold

_FILE = Path(__file__).parent.parent / "data" / "familles.txt"
_ENDINGS = {
    "er": ("er", "e", "es", "ent", "ons", "ez", "é", "ée", "és", "ées", "ant"),
    "re": ("re", "s", "", "ent", "ons", "ez", "u", "ue", "us", "ues", "ant"),
    "ir": ("ir", "is", "it", "issent", "issons", "issez", "i", "ie", "ies", "issant"),
}
_SOFTENED = {"g": "ge", "c": "ç"}


def conjugated(verb: str) -> Iterator[str]:
    """The forms of a regular verb in -er, -re or -ir."""
    root, kind = verb[:-2], verb[-2:]
    for ending in _ENDINGS[kind]:
        hard = kind == "er" and ending[:1] in ("a", "o") and root[-1] in _SOFTENED
        yield (root[:-1] + _SOFTENED[root[-1]] if hard else root) + ending


def families() -> dict[str, tuple[str, ...]]:
    """By stem, every form of its family, with and without accents, plurals in -s included."""
    lines = (line.split() for line in _FILE.read_text(encoding="utf-8").splitlines())
    return {_stem(words[0]): tuple(_spelt(words)) for words in lines if words and words[0] != "#"}


def _stem(first: str) -> str:
    return fold(first.removesuffix("+"))


def _spelt(words: list[str]) -> Iterator[str]:
    yield from _forms([word.removesuffix("!") for word in words])
    for form in _forms([word for word in words if not word.endswith("!")]):
        if fold(form) != form:
            yield fold(form)


def _forms(words: list[str]) -> Iterator[str]:
    for word in words:
        if word.endswith("+"):
            yield from conjugated(word.removesuffix("+"))
        else:
            yield word
            if word[-1] not in "sxz":
                yield f"{word}s"
