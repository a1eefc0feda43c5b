"""Whole texts, read piece by piece, and each piece once: the words of a language come back again and again.

A piece is what stands between two spaces. No rule of the chain looks further than that, but two: « n° 13 » and
« 10 000 » are read across a space. So neighbours that both hold a digit stay one piece, with the piece before them,
whose capitals decide whether the first number belongs to it (« ODD 13 200 actions »). The result is that of
`words_of_piece` over the whole text.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from search.french import declarations
from search.french.analyser import Word, accent_form, words_of_piece
from search.french.patterns import numbers_that_are_no_digits

#: Pieces kept in memory; a few hundred bytes each. Beyond, the memory starts afresh: a language soon fills it again.
KEPT_AT_MOST = 50_000
#: What is longer is no word that comes back.
_LONGEST_KEPT = 40

# What a rewrite turns into a digit or into the sign of « n° » counts as one, what it turns into a space as a space.
_DIGITS = "0123456789°"
_NUMBER = _DIGITS + "".join(found for found, put in declarations.CHARACTERS.items() if put and put[-1] in _DIGITS)
_GAP = "_" + numbers_that_are_no_digits()
_IN_A_NUMBER = re.compile(f"[{_NUMBER}]")
_NUMBERS_SIDE_BY_SIDE = re.compile(rf"[{_NUMBER}][^\s{_GAP}{_NUMBER}]*[\s{_GAP}][^\s{_GAP}{_NUMBER}]*[{_NUMBER}]")


class Terms(NamedTuple):
    """The words of a text in the three forms that are indexed, with a space between two: "" where there is none."""

    stems: str
    exacts: str
    accents: str


class Piece(NamedTuple):
    """A piece's terms as `Terms` has them, and its words, placed from its beginning."""

    stems: str
    exacts: str
    accents: str
    words: tuple[Word, ...]


class _Pieces(dict[str, Piece]):
    """Every piece that was read lately."""

    def __missing__(self, text: str) -> Piece:
        words = tuple(words_of_piece(text))
        piece = Piece(
            " ".join([word.stem for word in words]),
            " ".join([word.exact for word in words]),
            " ".join([accent_form(word.accented) for word in words]),
            words,
        )
        if len(text) <= _LONGEST_KEPT:
            if len(self) >= KEPT_AT_MOST:
                self.clear()
            self[text] = piece
        return piece


#: What each piece holds, by its text.
PIECES = _Pieces()


def words(text: str) -> list[Word]:
    """Every token of the text in its three forms."""
    found: list[Word] = []
    at = 0
    for part in cut(text):
        for stem, exact, accented, _, start, end in PIECES[part].words:
            found.append(Word(stem, exact, accented, len(found), at + start, at + end))
        at += len(part) + 1
    return found


def terms(text: str) -> Terms:
    """What is indexed of the text, without the places."""
    parts = cut(text) if _NUMBERS_SIDE_BY_SIDE.search(text) else text.split()
    if not parts:
        return Terms("", "", "")
    stems, exacts, accents, _ = zip(*map(PIECES.__getitem__, parts), strict=True)
    if "" in stems:
        return Terms(*(" ".join(filter(None, forms)) for forms in (stems, exacts, accents)))
    return Terms(" ".join(stems), " ".join(exacts), " ".join(accents))


def cut(text: str) -> list[str]:
    """The pieces of the text: one character, a space, stands between two; a piece may be empty.

    Rarer spaces may stay inside a piece, which is read as any text is.
    """
    parts = text.replace("\n", " ").split(" ")
    if _NUMBERS_SIDE_BY_SIDE.search(text):
        return list(_numbers_joined(text, parts))
    return parts


def _numbers_joined(text: str, parts: list[str]) -> Iterator[str]:
    """The parts, with every run of neighbours that hold a digit joined to the part before it."""
    holds = [_IN_A_NUMBER.search(part) is not None for part in parts]
    rank = at = 0
    while rank < len(parts):
        first = rank if holds[rank] else rank + 1
        after = first
        while after < len(parts) and holds[after]:
            after += 1
        is_run = after - first > 1 or (after > first and _NUMBERS_SIDE_BY_SIDE.search(parts[first]) is not None)
        last = after - 1 if is_run else rank
        size = sum(map(len, parts[rank : last + 1])) + last - rank
        yield text[at : at + size]
        at += size + 1
        rank = last + 1
