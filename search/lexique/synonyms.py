"""Synonyms, at query time only: an edit is live at once and no index is rebuilt.

A group is a set of words or phrases that stand for one another (``one_way`` empty), or phrases that also find
others without being found by them. ``shipped_groups()`` gives those that come with the project.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from search.contract.plan import Alternative, Term, TermOrigin
from search.french import Word, words
from search.french.stopwords import is_stopword


@dataclass(frozen=True, slots=True)
class SynonymGroup:
    """``phrases`` find one another; when ``targets`` is given, ``phrases`` find the targets and no more.

    ``widens``: the targets are near, not equal, and are looked for by a widened search alone.
    """

    phrases: tuple[str, ...]
    targets: tuple[str, ...] = ()
    widens: bool = False


@dataclass(frozen=True, slots=True)
class Expansion:
    """The typed words from ``first`` up to ``after`` may also be found as any of these."""

    first: int
    after: int
    alternatives: tuple[Alternative, ...]


#: Typed stems → what else they may be found as.
Index = dict[tuple[str, ...], tuple[Alternative, ...]]
_KEPT = 16
_indices: dict[int, tuple[tuple[SynonymGroup, ...], Index]] = {}
_DATA = Path(__file__).parent.parent / "data"


def groups_from_json(text: str) -> tuple[SynonymGroup, ...]:
    """Groups from a list of ``{"equivalents": […]}`` and ``{"de": […], "vers": […]}``."""
    return tuple(
        SynonymGroup(tuple(row["equivalents"]))
        if "equivalents" in row
        else SynonymGroup(tuple(row["de"]), tuple(row["vers"]))
        for row in json.loads(text)
    )


@lru_cache(maxsize=1)
def shipped_groups() -> tuple[SynonymGroup, ...]:
    """The equivalences that come with the project."""
    return groups_from_json((_DATA / "synonymes.json").read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def everyday_groups() -> tuple[SynonymGroup, ...]:
    """From people's own words to those that administrations write: ``search/data/mots_courants.json``."""
    found = groups_from_json((_DATA / "mots_courants.json").read_text(encoding="utf-8"))
    return tuple(replace(group, widens=True) for group in found)


def expand(tokens: Sequence[Term], groups: Iterable[SynonymGroup]) -> tuple[Expansion, ...]:
    """Every group's phrase found in these tokens (stop words dropped), with what it may be replaced by."""
    index = _kept_index(tuple(groups))
    keys = [_key(token) for token in tokens]
    found: list[Expansion] = []
    for first in range(len(keys)):
        for after in range(len(keys), first, -1):
            alternatives = index.get(tuple(keys[first:after]))
            if alternatives:
                found.append(Expansion(first, after, alternatives))
    return tuple(found)


def term(word: Word) -> Term:
    return Term(word.stem, word.exact, word.accented)


def phrase_terms(phrase: str) -> tuple[Term, ...]:
    return tuple(term(word) for word in words(phrase))


def _key(token: Term) -> str:
    return token.stem


def _without_stopwords(terms: tuple[Term, ...]) -> tuple[str, ...]:
    kept = tuple(_key(one) for one in terms if not is_stopword(one.exact))
    return kept or tuple(_key(one) for one in terms)


def _kept_index(groups: tuple[SynonymGroup, ...]) -> Index:
    """The index of these groups, from memory when they are the very same: to compare them costs more than to ask it."""
    found = _indices.get(id(groups))
    if found is None or found[0] is not groups:
        if len(_indices) >= _KEPT:
            _indices.clear()
        found = _indices[id(groups)] = (groups, _index(groups))
    return found[1]


def _index(groups: tuple[SynonymGroup, ...]) -> Index:
    """Typed stems → what else they may be found as."""
    index: dict[tuple[str, ...], dict[tuple[Term, ...], Alternative]] = {}
    for group in groups:
        sources = [phrase_terms(phrase) for phrase in group.phrases]
        targets = [phrase_terms(phrase) for phrase in group.targets] if group.targets else sources
        for source in filter(None, sources):
            for target in filter(None, targets):
                if target != source:
                    found = index.setdefault(_without_stopwords(source), {})
                    origin = TermOrigin.EVERYDAY if group.widens else TermOrigin.SYNONYM
                    found.setdefault(target, Alternative(target, origin))
    return {key: tuple(alternatives.values()) for key, alternatives in index.items()}
