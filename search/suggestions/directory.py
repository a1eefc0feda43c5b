"""The names of all territoires in one text, so that the few that hold a typed beginning are found in a moment.

There may be 36 000 of them: as a text they take a megabyte of each process, and looking through it costs less than
asking a database for the same.
"""

from array import array
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from search.french.folding import fold
from taxonomy.models import Territoire

#: How many places of the text are looked at: beyond, a beginning is so common that more letters must be typed.
_REGARDS = 400


class Botin:
    """Names in the order of the ladder. A line is `\\n lyon | 69123`: each word has a space before it."""

    def __init__(self, generation: int) -> None:
        self.generation = generation
        self._slugs: list[str] = []
        self._starts = array("L")
        lines: list[str] = []
        at = 0
        rows = Territoire.objects.order_by("cle_de_tri", "slug").values_list("slug", "nom", "code")
        for slug, nom, code in rows.iterator(chunk_size=5_000):
            line = f"\n {' '.join(mots(nom))} | {code.lower()}"
            self._slugs.append(slug)
            self._starts.append(at)
            lines.append(line)
            at += len(line)
        self._text = "".join(lines) + "\n"

    def find(self, typed: Sequence[str], most: int) -> list[str]:
        """Slugs of the names in which each typed word begins a word: whole names first, then beginnings."""
        if not typed:
            return []
        joined = " ".join(typed)
        found = dict.fromkeys(self._lines_with(f"\n {joined} |"))
        if len(found) < most:
            found |= dict.fromkeys(self._lines_with(f"\n {joined}"))
        if len(found) < most:
            longest = max(typed, key=len)
            others = [f" {word}" for word in typed if word != longest]
            lines = self._lines_with(f" {longest}")
            found |= dict.fromkeys(line for line in lines if self._holds(line, others))
        return [self._slugs[line] for line in list(found)[:most]]

    def _lines_with(self, wanted: str) -> Iterator[int]:
        at = -1
        for _ in range(_REGARDS):
            at = self._text.find(wanted, at + 1)
            if at < 0:
                return
            yield bisect_right(self._starts, at) - 1

    def _holds(self, line: int, words: Sequence[str]) -> bool:
        end = self._starts[line + 1] if line + 1 < len(self._starts) else len(self._text)
        return all(self._text.find(word, self._starts[line], end) >= 0 for word in words)


def mots(text: str) -> list[str]:
    """The words of a name or of what is typed, without accents: letters and figures, whatever stands between them."""
    return "".join(c if c.isalnum() else " " for c in fold(text.lower())).split()


_current: Botin | None = None


def botin(generation: int) -> Botin:
    """The names as of this generation of the terms, from memory when nothing has changed."""
    global _current  # one cache per process, replaced whole
    found = _current
    if found is None or found.generation != generation:
        found = _current = Botin(generation)
    return found


def forget() -> None:
    """Read everything again at the next suggestion."""
    global _current  # as above
    _current = None
