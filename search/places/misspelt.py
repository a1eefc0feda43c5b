"""The word that was meant by one that no name holds: one letter more, less, other or exchanged."""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable

#: Shorter words are too close to too many others.
LETTRES_AU_MOINS = 5
_WORD = re.compile(r" ([^\W\d_]+)")


class Beginnings:
    """Words without accents, in lower case, among which beginnings are found."""

    def __init__(self, words: Iterable[str]) -> None:
        self._sorted = sorted(set(words))

    def begins(self, start: str) -> bool:
        """Whether some word begins so."""
        at = bisect_left(self._sorted, start)
        return at < len(self._sorted) and self._sorted[at].startswith(start)


class Words(Beginnings):
    """The words of a text, by their first letter and their length: a mistake is seldom in the first two letters."""

    def __init__(self, text: str) -> None:
        self._known: dict[str, int] = defaultdict(int)
        for found in _WORD.finditer(text):
            self._known[found[1]] += 1
        self._near: dict[tuple[str, int], list[str]] = defaultdict(list)
        for word in self._known:
            self._near[word[0], len(word)].append(word)
        super().__init__(self._known)

    def holds(self, word: str) -> bool:
        """Whether the text has this word."""
        return word in self._known

    def nearest(self, word: str) -> str:
        """The word itself where it begins one, else the commonest that is one mistake away; "" for none."""
        if not word.isalpha() or self.begins(word):
            return word
        if len(word) < LETTRES_AU_MOINS:
            return ""
        sizes = (len(word) - 1, len(word), len(word) + 1)
        near = (one for letter in word[:2] for size in sizes for one in self._near[letter, size])
        # One mistake leaves the beginning or the end as it is.
        kept = (len(word) - 2) // 2
        begin, end = word[:kept], word[-kept:]
        close = [one for one in near if (one.startswith(begin) or one.endswith(end)) and is_one_mistake_away(one, word)]
        return max(close, key=lambda one: (one[0] == word[0], self._known[one], one), default="")


def is_one_mistake_away(one: str, other: str) -> bool:
    """Whether a letter added, left out, replaced or exchanged with the next makes `other` of `one`."""
    if len(one) > len(other):
        one, other = other, one
    at = next((rank for rank, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), len(one))
    if len(one) < len(other):
        return one[at:] == other[at + 1 :]
    if one[at + 1 :] == other[at + 1 :]:
        return True
    return one[at : at + 2] == other[at : at + 2][::-1] and one[at + 2 :] == other[at + 2 :]
