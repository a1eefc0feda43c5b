"""Extracts with what was found between `<mark>` tags, from words analysed once, when the page was indexed.

Analysing the texts of twenty hits at each search would cost more than the search itself. What comes back is HTML:
everything but the marks is escaped. The result is that of `search.highlight`, which analyses as it goes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from search.french import Word
from search.plan import QueryPlan

EXTRAIT = 220
_ELLIPSIS = "…"
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Marked:
    """A text with its analysed words, side by side."""

    text: str
    stems: list[str]
    exacts: list[str]
    starts: list[int]
    ends: list[int]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a plan looks for: single words, and phrases as (is stemmed, words)."""

    stems: frozenset[str]
    exacts: frozenset[str]
    phrases: tuple[tuple[bool, tuple[str, ...]], ...]


def packed(words: Sequence[Word]) -> list[Any]:
    """Words as they are stored beside a text."""
    return [
        " ".join(word.stem for word in words),
        " ".join(word.exact for word in words),
        [word.start for word in words],
        [word.end for word in words],
    ]


def unpacked(text: str, stored: list[Any]) -> Marked:
    """The opposite of `packed`."""
    stems, exacts, starts, ends = stored
    return Marked(text, stems.split(" "), exacts.split(" "), starts, ends)


def whole(marked: Marked, wanted: Wanted) -> str:
    """The whole text, with its matches marked."""
    return _html(marked.text, spans(marked, wanted), 0, len(marked.text))


def window(marked: Marked, wanted: Wanted, *, max_chars: int = EXTRAIT) -> tuple[str, bool]:
    """(the window that holds the most of what was found, whether anything was)."""
    found = spans(marked, wanted)
    text = marked.text
    start, end = _best_window(marked, found, max_chars)
    before = f"{_ELLIPSIS} " if start else ""
    after = f" {_ELLIPSIS}" if end < len(text) else ""
    return before + _html(text, found, start, end).strip() + after, bool(found)


def spans(marked: Marked, wanted: Wanted) -> list[Span]:
    """Where the wanted words stand, in characters, without overlaps."""
    found: list[Span] = []
    # Most texts hold none of the words: two sets say so faster than a look at each word.
    if not (wanted.stems.isdisjoint(marked.stems) and wanted.exacts.isdisjoint(marked.exacts)):
        found = [
            (marked.starts[at], marked.ends[at])
            for at, (stem, exact) in enumerate(zip(marked.stems, marked.exacts, strict=True))
            if stem in wanted.stems or exact in wanted.exacts
        ]
    for stemmed, phrase in wanted.phrases:
        tokens = marked.stems if stemmed else marked.exacts
        if phrase[0] in tokens:
            found += _phrase_spans(marked, tokens, phrase)
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


def _phrase_spans(marked: Marked, tokens: list[str], phrase: tuple[str, ...]) -> list[Span]:
    size = len(phrase)
    return [
        (marked.starts[at], marked.ends[at + size - 1])
        for at in range(len(tokens) - size + 1)
        if tokens[at] == phrase[0] and tuple(tokens[at : at + size]) == phrase
    ]


def _merged(found: list[Span]) -> list[Span]:
    merged: list[Span] = []
    for start, end in found:
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _best_window(marked: Marked, found: list[Span], max_chars: int) -> Span:
    """About `max_chars` long, from the edge of a word to the edge of another."""
    length = len(marked.text)
    if length <= max_chars:
        return 0, length
    candidates = [max(0, start - max_chars // 4) for start, _ in found] or [0]
    wanted = max(candidates, key=lambda start: (_marked_within(found, start, start + max_chars), -start))
    start = next((one for one in marked.starts if one >= wanted), 0) if wanted else 0
    end = max((one for one in marked.ends if start < one <= start + max_chars), default=start + max_chars)
    return start, min(end, length)


def _marked_within(found: list[Span], start: int, end: int) -> int:
    return sum(stop - first for first, stop in found if first >= start and stop <= end)


def _html(text: str, found: list[Span], start: int, end: int) -> str:
    pieces: list[str] = []
    at = start
    for first, after in found:
        if first >= at and after <= end:
            pieces += (escape(text[at:first]), "<mark>", escape(text[first:after]), "</mark>")
            at = after
    return "".join(pieces) + escape(text[at:end])
