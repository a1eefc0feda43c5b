"""How near two titles are, and what of a text is compared. Pure; every number between 0 and 100.

rapidfuzz without guards finds « eau » in « réseau » (WRatio gives it 90): it looks for the best part of the longer
text. Here whole titles are compared, word by word where they differ: a word that takes the place of another, a year, a
tome, a region, makes two things of two titles that are else alike.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz import fuzz
from rapidfuzz.utils import default_process

#: Words that say nothing of what a thing is about.
_EMPTY = (
    "a au aux avec ce ces cet cette dans de des du elle en est et il ils l la le les leur leurs mais ne nos notre ou où"
    " par pas pour qu que qui s sa se ses son sont sur un une vers vos votre y d c j n m t"
    " comment guide pratique outil fiche nouvelle nouveau edition version pdf tout toute tous the of and for"
)
EMPTY = frozenset(_EMPTY.split())
#: A word that is misspelt, or in the plural, is the same word.
SAME_WORD = 76.0
#: What is left of the nearness of two titles of which each says something else than the other.
SUBSTITUTED = 0.75
LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "Œ": "oe", "Æ": "ae"})
_NUMBER = re.compile(r"\d+|[ivx]{1,4}")
_ELISION = re.compile(r"\b(?:qu|[cdjlmnst])[’'](?=\w)", re.IGNORECASE)


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """Lower case, no accents, no signs, one space between words."""
    text = unicodedata.normalize("NFC", text).translate(LIGATURES)
    bare = unicodedata.normalize("NFKD", _ELISION.sub("", text))
    without = "".join(one for one in bare if not unicodedata.combining(one))
    return " ".join(default_process(without).split())


class Titles(NamedTuple):
    """Two titles side by side: `near` 0 to 100; `shared` whether they have a word in common that says something;
    `of_a_series` whether, beside it, each says a word or a number in the place where the other says another one."""

    near: float
    shared: bool
    of_a_series: bool


def compare(one: str, other: str) -> Titles:
    """Two titles, as `plain` writes them."""
    if not one or not other:
        return Titles(0.0, False, False)
    if one == other:
        return Titles(100.0, True, False)
    mine, theirs = one.split(), other.split()
    left, right = _own_words(mine, theirs)
    shared = len(left) < len(telling(mine))
    whole: float = fuzz.token_sort_ratio(one, other)
    if (left and right) or _other_number(mine, theirs):
        return Titles(whole * SUBSTITUTED, shared, shared)
    # One says no more than the other, or less: what counts is how much of the longer one both say.
    lengths = sorted((_length(mine), _length(theirs)))
    inside = 100.0 * lengths[0] / lengths[1] if len(telling(min(mine, theirs, key=_length))) > 1 else 0.0
    return Titles(max(whole, inside), shared, False)


def nearness(one: str, other: str) -> float:
    """How near two titles are, as `plain` writes them: 100 for the same words."""
    return compare(one, other).near


def _other_number(mine: list[str], theirs: list[str]) -> bool:
    """Whether both number themselves, and not alike: years, tomes, sessions."""
    numbers = [{word for word in words if _NUMBER.fullmatch(word)} for words in (mine, theirs)]
    return bool(numbers[0] and numbers[1] and numbers[0] != numbers[1])


def telling(words: Iterable[str]) -> list[str]:
    """Those of these words that say something of what a thing is about."""
    return [word for word in words if word not in EMPTY]


def _length(words: Iterable[str]) -> int:
    return sum(map(len, telling(words)))


def _own_words(mine: list[str], theirs: list[str]) -> tuple[list[str], list[str]]:
    """The words of each that say something and that the other does not have, even misspelt or in the plural."""
    left = [word for word in telling(mine) if word not in theirs]
    right = [word for word in telling(theirs) if word not in mine]
    alike = [(one, other) for one in left for other in right if _is_same(one, other)] if left and right else ()
    if not alike:
        return left, right
    known = {word for pair in alike for word in pair}
    return [word for word in left if word not in known], [word for word in right if word not in known]


@lru_cache(maxsize=65_536)
def _is_same(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    if len(short) < 4 or short.isdigit():
        return False
    return fuzz.ratio(short, long, score_cutoff=SAME_WORD) > 0
