"""What `search.answers.extracts` must give, by reading every word of a text: slower, and simple enough to believe."""

from collections.abc import Iterable
from html import escape

from search.contract.plan import Alternative, QueryPlan
from search.french import Word, words

_ELLIPSIS = "…"
Span = tuple[int, int]


def highlight(text: str, plan: QueryPlan, *, max_chars: int = 220) -> str:
    """The best window of the text, about ``max_chars`` long, cut between words; its beginning when nothing
    matches."""
    found = words(text)
    spans = _matches(found, plan)
    start, end = _window(found, spans, len(text), max_chars)
    before = f"{_ELLIPSIS} " if start else ""
    after = f" {_ELLIPSIS}" if end < len(text) else ""
    return before + _marked(text, spans, start, end).strip() + after


def highlight_whole(text: str, plan: QueryPlan) -> str:
    """The whole title, with its matches marked."""
    return _marked(text, _matches(words(text), plan), 0, len(text))


def _matches(found: list[Word], plan: QueryPlan) -> list[Span]:
    spans = {
        span for slot in plan.slots for alternative in slot.alternatives for span in _occurrences(found, alternative)
    }
    return _merged(sorted(spans))


def _occurrences(found: list[Word], alternative: Alternative) -> Iterable[Span]:
    if alternative.is_apart:
        for one in alternative.each:
            yield from _occurrences(found, one)
        return
    size = len(alternative.terms)
    stems, exacts = alternative.stems, alternative.exacts
    for at in range(len(found) - size + 1):
        here = found[at : at + size]
        if tuple(w.exact for w in here) == exacts or (stems is not None and tuple(w.stem for w in here) == stems):
            yield here[0].start, here[-1].end


def _merged(spans: list[Span]) -> list[Span]:
    merged: list[Span] = []
    for start, end in spans:
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _window(found: list[Word], spans: list[Span], length: int, max_chars: int) -> Span:
    """Where the most matched characters fit, beginning and ending at the edge of a word."""
    if length <= max_chars:
        return 0, length
    best = max(
        ((_matched_within(spans, start, start + max_chars), -start) for start in _starts(spans, max_chars)),
        default=(0, 0),
    )
    wanted = -best[1]
    start = next((word.start for word in found if word.start >= wanted), 0) if wanted else 0
    end = max((word.end for word in found if start < word.end <= start + max_chars), default=start + max_chars)
    return start, min(end, length)


def _starts(spans: list[Span], max_chars: int) -> list[int]:
    return [max(0, start - max_chars // 4) for start, _ in spans]


def _matched_within(spans: list[Span], start: int, end: int) -> int:
    return sum(stop - first for first, stop in spans if first >= start and stop <= end)


def _marked(text: str, spans: list[Span], start: int, end: int) -> str:
    pieces: list[str] = []
    at = start
    for first, after in spans:
        if first >= at and after <= end:
            pieces += (escape(text[at:first]), "<mark>", escape(text[first:after]), "</mark>")
            at = after
    return "".join(pieces) + escape(text[at:end])
