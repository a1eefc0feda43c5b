"""An extract of a body is sentences: those that hold the most of what was asked, from the first of them on.

A body is lines, one for each block or field of the page. A line that ends no sentence (a name, a label, a row of a
table) says nothing by itself: it is searched, and never shown.
"""

import re
from collections.abc import Iterator

from search.answers.extracts import EXTRAIT, Marker

_ENDS = (".", "!", "?", "…", ".»", ". »", ".\u00a0»", ".\u202f»", ".)")
_NEXT = re.compile(r"(?<=[.!?…»)])\s+(?=[«\"(]?\s?[0-9A-ZÀ-ÖØ-Þ])")
#: Fewer words are a label, whatever stands at their end.
_WORDS_AT_LEAST = 4


def sentences_of(body: str) -> Iterator[list[str]]:
    """The sentences of each line that ends one."""
    for line in body.split("\n"):
        if line.rstrip().endswith(_ENDS):
            found = [one.strip() for one in _NEXT.split(line) if one.strip()]
            yield [one for one in found if len(one.split()) >= _WORDS_AT_LEAST]


def best_sentences(marker: Marker, body: str, *, max_chars: int = EXTRAIT) -> tuple[str, bool]:
    """(the sentences in HTML, whether they hold anything): "" where no line of the body is a sentence."""
    best: list[str] = []
    most = -1
    for line in sentences_of(body):
        for rank, sentence in enumerate(line):
            held = len(marker.spans(sentence))
            if held > most:
                best, most = line[rank:], held
    return _shown(marker, best, max_chars), most > 0


def _shown(marker: Marker, line: list[str], max_chars: int) -> str:
    """As many sentences of a line as there is room for; a first one that is too long is cut."""
    if not line:
        return ""
    kept = line[0]
    for sentence in line[1:]:
        if len(kept) + 1 + len(sentence) > max_chars:
            break
        kept += f" {sentence}"
    return marker.window(kept, max_chars=max_chars)[0]
