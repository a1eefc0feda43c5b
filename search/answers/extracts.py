"""Extracts with what was found between `<mark>` tags, cut from the texts of a hit as the search answers.

Texts are looked at piece by piece (`search.french.pieces`); only those that may hold a phrase are read word by word.
What comes back is HTML: everything but the marks is escaped. It is what reading every word would give.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from itertools import accumulate, takewhile

from search.contract.plan import QueryPlan
from search.french import words
from search.french.pieces import PIECES, cut

EXTRAIT = 220
_ELLIPSIS = "…"
_SPECIAL = re.compile("[&<>\"']")
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a plan looks for: single words, and phrases as (is stemmed, words)."""

    stems: frozenset[str]
    exacts: frozenset[str]
    phrases: tuple[tuple[bool, tuple[str, ...]], ...]


class Marker:
    """Marks what a plan looks for in the texts of one answer."""

    def __init__(self, plan: QueryPlan) -> None:
        self.wanted = wanted_of(plan)
        self._stem_heads = {phrase[0] for stemmed, phrase in self.wanted.phrases if stemmed}
        self._exact_heads = {phrase[0] for stemmed, phrase in self.wanted.phrases if not stemmed}
        self._stems = self.wanted.stems | self._stem_heads
        self._exacts = self.wanted.exacts | self._exact_heads

    def whole(self, text: str) -> str:
        """The whole text, with its matches marked."""
        return _html(text, self.spans(text), 0, len(text))

    def window(self, text: str, *, max_chars: int = EXTRAIT) -> tuple[str, bool]:
        """(the window that holds the most of what was found, whether anything was)."""
        parts = cut(text)
        found = self._spans(text, parts)
        start, end = _best_window(text, parts, found, max_chars)
        before = f"{_ELLIPSIS} " if start else ""
        after = f" {_ELLIPSIS}" if end < len(text) else ""
        return before + _html(text, found, start, end).strip() + after, bool(found)

    def spans(self, text: str) -> list[Span]:
        """Where the wanted words stand, in characters, without overlaps."""
        return self._spans(text, cut(text))

    def _spans(self, text: str, parts: list[str]) -> list[Span]:
        stems, exacts = self._stems, self._exacts
        # Nearly every piece holds one word, whose two forms are then the piece's: one look tells most of them apart.
        ranks = [
            rank
            for rank, piece in enumerate(map(PIECES.__getitem__, parts))
            if piece[0] in stems or piece[1] in exacts or " " in piece[0]
        ]
        found: list[Span] = []
        at = last = 0
        for rank in ranks:
            at += sum(map(len, parts[last:rank])) + rank - last
            last = rank
            for word in PIECES[parts[rank]].words:
                if word.stem in self._stem_heads or word.exact in self._exact_heads:
                    return self._read(text)
                if word.stem in stems or word.exact in exacts:
                    found.append((at + word.start, at + word.end))
        return _merged(found)

    def _read(self, text: str) -> list[Span]:
        """The same, word by word, phrases included."""
        read = words(text)
        wanted = self.wanted
        found = [(one.start, one.end) for one in read if one.stem in wanted.stems or one.exact in wanted.exacts]
        stems, exacts = [one.stem for one in read], [one.exact for one in read]
        for stemmed, phrase in wanted.phrases:
            tokens, size = stems if stemmed else exacts, len(phrase)
            found += [
                (read[at].start, read[at + size - 1].end)
                for at in range(len(tokens) - size + 1)
                if tokens[at] == phrase[0] and tuple(tokens[at : at + size]) == phrase
            ]
        return _merged(sorted(found))


def wanted_of(plan: QueryPlan) -> Wanted:
    """What a plan looks for, made once for all the texts of an answer."""
    each = [one.each if one.is_apart else (one,) for slot in plan.slots for one in slot.alternatives]
    alternatives = [one for some in each for one in some]
    single = [one for one in alternatives if not one.is_phrase]
    phrases = [(False, one.exacts) for one in alternatives if one.is_phrase]
    phrases += [(True, one.stems) for one in alternatives if one.is_phrase and one.stems]
    return Wanted(
        stems=frozenset(one.stems[0] for one in single if one.stems),
        exacts=frozenset(one.exacts[0] for one in single),
        phrases=tuple(dict.fromkeys(phrases)),
    )


def _merged(found: list[Span]) -> list[Span]:
    merged: list[Span] = []
    for start, end in found:
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _best_window(text: str, parts: list[str], found: list[Span], max_chars: int) -> Span:
    """About `max_chars` long, from the edge of a word to the edge of another."""
    if len(text) <= max_chars:
        return 0, len(text)
    return _between_words(text, parts, _richest(found, max_chars), max_chars)


def _richest(found: list[Span], max_chars: int) -> int:
    """Where the window begins that holds the most of what was found: the first of equals."""
    firsts, stops = [first for first, _ in found], [stop for _, stop in found]
    marked = [0, *accumulate(stop - first for first, stop in found)]
    best, most = 0, -1
    for first in firsts:
        start = max(0, first - max_chars // 4)
        rank = bisect_left(firsts, start)
        after = max(bisect_right(stops, start + max_chars), rank)
        held = marked[after] - marked[rank]
        if held > most:
            best, most = start, held
    return best


def _between_words(text: str, parts: list[str], wanted: int, max_chars: int) -> Span:
    """From the first word that begins at `wanted` or later to the last that ends within `max_chars` of it."""
    after = list(accumulate(len(part) + 1 for part in parts))
    start = next((first for first, _ in _words_from(parts, after, wanted) if first >= wanted), 0) if wanted else 0
    end = start + max_chars
    found = takewhile(lambda word: word[0] <= end, _words_from(parts, after, start))
    return start, min(max((last for _, last in found if start < last <= end), default=end), len(text))


def _words_from(parts: list[str], after: list[int], wanted: int) -> Iterator[Span]:
    """Where the words stand, from the piece on that holds `wanted`; `after` says where the piece after each begins."""
    for rank in range(bisect_left(after, wanted), len(parts)):
        at = after[rank] - len(parts[rank]) - 1
        for word in PIECES[parts[rank]].words:
            yield at + word.start, at + word.end


def _html(text: str, found: list[Span], start: int, end: int) -> str:
    pieces: list[str] = []
    at = start
    for first, after in found:
        if first >= at and after <= end:
            pieces += (escaped(text[at:first]), "<mark>", escaped(text[first:after]), "</mark>")
            at = after
    return "".join(pieces) + escaped(text[at:end])


def escaped(text: str) -> str:
    """The text in HTML. Most have nothing to escape, and looking costs less than trying five characters."""
    return escape(text) if _SPECIAL.search(text) else text
