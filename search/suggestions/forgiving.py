"""Beginnings of words as they are mistyped: what else may have been meant, one edit away, when nothing begins as typed.

An edit is a letter too much, a letter too few, another letter, or two neighbours in the wrong order (Damerau 1964).
All ways to undo one are tried, a few hundred for a word, and looked up among the known words by bisection.
"""

from collections.abc import Iterator, Sequence
from string import ascii_lowercase

from search.places.misspelt import Beginnings

#: Fewer letters are one edit away from everything.
LETTRES_AU_MOINS = 4
#: How many other ways to write a text are worth looking up.
ESSAIS_AU_PLUS = 6


class KnownWords(Beginnings):
    """Words among which those are found that were meant by mistyped beginnings."""

    def meant(self, typed: Sequence[str]) -> list[tuple[str, ...]]:
        """Other ways to write these beginnings, each with every word known; none when all are known as typed.

        The likeliest come first: two letters in the wrong order, one too much, one too few, then another letter, and
        a wrong first letter last.
        """
        unknown = [rank for rank, word in enumerate(typed) if not self.begins(word)]
        if len(unknown) != 1:
            return []
        wrong = unknown[0]
        found = dict.fromkeys(way for way in _ways(typed[wrong]) if self.begins(way))
        return [(*typed[:wrong], way, *typed[wrong + 1 :]) for way in list(found)[:ESSAIS_AU_PLUS]]


def _ways(word: str) -> Iterator[str]:
    """Every word one edit away, the likeliest first."""
    if len(word) < LETTRES_AU_MOINS or not word.isalpha():
        return
    for first in (1, 0):
        places = range(1, len(word)) if first else range(1)
        yield from (word[:at] + word[at + 1] + word[at] + word[at + 2 :] for at in places if at + 1 < len(word))
        yield from (word[:at] + word[at + 1 :] for at in places)
        yield from (word[:at] + letter + word[at:] for at in places for letter in ascii_lowercase)
        yield from (word[:at] + letter + word[at + 1 :] for at in places for letter in ascii_lowercase)
