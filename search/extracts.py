"""Extracts with what was found between `<mark>` tags, cut from the texts of a hit as the search answers.

Texts are read piece by piece (`search.french.pieces`): each piece is looked up once per answer, and only texts that may
hold a phrase are read word by word. What comes back is HTML: everything but the marks is escaped. The result is that
of `search.highlight`, which reads every word.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from itertools import accumulate, takewhile

from search.french import words
from search.french.pieces import PIECES, cut
from search.plan import QueryPlan

EXTRAIT = 220
_ELLIPSIS = "…"
_SPECIAL = re.compile("[&<>\"']")
Span = tuple[int, int]
Spans = tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a plan looks for: single words, and phrases as (is stemmed, words)."""

    stems: frozenset[str]
    exacts: frozenset[str]
    phrases: tuple[tuple[bool, tuple[str, ...]], ...]


class _Known(dict[str, Spans | None]):
    """Where a piece holds single words that are wanted; None when a wanted phrase may begin in it."""

    def __init__(self, wanted: Wanted) -> None:
        super().__init__()
        self.wanted = wanted
        self._stem_heads = {phrase[0] for stemmed, phrase in wanted.phrases if stemmed}
        self._exact_heads = {phrase[0] for stemmed, phrase in wanted.phrases if not stemmed}

    def __missing__(self, part: str) -> Spans | None:
        wanted, found = self.wanted, PIECES[part].words
        spans: Spans | None
        if any(word.stem in self._stem_heads or word.exact in self._exact_heads for word in found):
            spans = None
        else:
            spans = tuple(
                (word.start, word.end) for word in found if word.stem in wanted.stems or word.exact in wanted.exacts
            )
        self[part] = spans
        return spans


class Marker:
    """Marks what a plan looks for in the texts of one answer."""

    def __init__(self, plan: QueryPlan) -> None:
        self.wanted = wanted_of(plan)
        self._known = _Known(self.wanted)

    def whole(self, text: str) -> str:
        """The whole text, with its matches marked."""
        return _html(text, self.spans(text), 0, len(text))

    def window(self, text: str, *, max_chars: int = EXTRAIT) -> tuple[str, bool]:
        """(the window that holds the most of what was found, whether anything was)."""
        found = self.spans(text)
        start, end = _best_window(text, found, max_chars)
        before = f"{_ELLIPSIS} " if start else ""
        after = f" {_ELLIPSIS}" if end < len(text) else ""
        return before + _html(text, found, start, end).strip() + after, bool(found)

    def spans(self, text: str) -> list[Span]:
        """Where the wanted words stand, in characters, without overlaps."""
        parts = cut(text)
        known = list(map(self._known.__getitem__, parts))
        if None in known:
            return self._read(text)
        if not any(known):
            return []
        found: list[Span] = []
        at = last = 0
        for rank, spans in enumerate(known):
            if spans:
                at += sum(map(len, parts[last:rank])) + rank - last
                last = rank
                found += [(at + start, at + end) for start, end in spans]
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
    alternatives = [one for slot in plan.slots for one in slot.alternatives]
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


def _best_window(text: str, found: list[Span], max_chars: int) -> Span:
    """About `max_chars` long, from the edge of a word to the edge of another."""
    length = len(text)
    if length <= max_chars:
        return 0, length
    candidates = [max(0, start - max_chars // 4) for start, _ in found] or [0]
    wanted = max(candidates, key=lambda start: (_marked_within(found, start, start + max_chars), -start))
    return _between_words(text, wanted, max_chars)


def _between_words(text: str, wanted: int, max_chars: int) -> Span:
    """From the first word that begins at `wanted` or later to the last that ends within `max_chars` of it."""
    parts = cut(text)
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


def _marked_within(found: list[Span], start: int, end: int) -> int:
    return sum(stop - first for first, stop in found if first >= start and stop <= end)


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
