"""How far a typed word is from another, as French is mistyped: both without accents, in lower case.

`distance` is that of Damerau and Levenshtein (insertion, deletion, substitution, transposition of neighbours) with
cheaper prices for what French writers confuse. `son` gives one key to words that sound alike.
"""

import re

_PAIR = 0.7
_TRANSPOSED = 0.7
_CHEAP = 0.5
_WRONG_START = 0.3
#: Letters that are not heard at the end of a word, plurals among them.
_SILENT = frozenset("esxtz")
_CONFUSED = frozenset(
    pair
    for one, other in ("iy", "sz", "cs", "ck", "cq", "kq", "gj", "ae", "ie", "mn", "dt", "bp", "fv", "sx", "uv", "ao")
    for pair in ((one, other), (other, one))
)
_SOUNDS = tuple(
    (re.compile(pattern), key)
    for pattern, key in (
        (r"(.)\1+", r"\1"),
        (r"ph", "f"),
        (r"qu?|c(?=[aou]|[^eiyh]|$)", "k"),
        (r"ch", "S"),
        (r"h", ""),
        (r"c(?=[eiy])", "s"),
        (r"g(?=[eiy])", "j"),
        (r"eau|au", "o"),
        (r"y", "i"),
        (r"ai|ei", "e"),
        (r"e(?=[mn](?![aeiouy]))", "a"),
        (r"m(?=[bp])", "n"),
        (r"z", "s"),
        (r"(?:ent|es|er|ez|e|s|t|x|d)$", ""),
    )
)


def tolerance(length: int) -> float:
    """The greatest distance at which a word of so many letters may be taken for another."""
    if length < 5:
        return 1.0
    if length < 6:
        return 1.3
    return 1.7 if length < 8 else 2.2


def distance(typed: str, word: str, most: float) -> float:
    """The price of writing `typed` for `word`; anything above `most` when it is more than that."""
    start = 0.0 if typed[:1] == word[:1] else _WRONG_START
    size = len(word)
    before: list[float] = []
    row = [0.0]
    for at in range(size):
        row.append(row[at] + _missing(word, at))
    for rank, letter in enumerate(typed):
        above, extra = row, _missing(typed, rank)
        row = [above[0] + extra]
        for at, wanted in enumerate(word):
            if letter == wanted:
                best = above[at]
            else:
                best = above[at] + (_PAIR if (letter, wanted) in _CONFUSED else 1.0)
                if rank and at and letter == word[at - 1] and typed[rank - 1] == wanted:
                    best = min(best, before[at - 1] + _TRANSPOSED)
            row.append(min(best, above[at + 1] + extra, row[at] + _missing(word, at)))
        if min(row) + start > most:
            return most + 1
        before = above
    return row[size] + start


def _missing(word: str, at: int) -> float:
    """What it costs to forget the letter at `at`, or to write it where it is too much."""
    letter = word[at]
    doubled = at > 0 and word[at - 1] == letter
    silent = letter == "h" or (at == len(word) - 1 and letter in _SILENT)
    return _CHEAP if doubled or silent else 1.0


def son(word: str) -> str:
    """A key that words of the same sound share, roughly."""
    for pattern, key in _SOUNDS:
        word = pattern.sub(key, word)
    return word
