"""The French chain in Python, for one piece of text. `search.french.pieces` reads whole texts with it."""

import re
from collections.abc import Callable
from functools import lru_cache, partial
from typing import NamedTuple

from search.french import declarations, lexicon
from search.french.folding import fold
from search.french.patterns import python, python_replacement
from search.french.stemmer import light_french


class Word(NamedTuple):
    """One token: its stem, folded (``.exact``) and in lower case, of which ``.accents`` keeps `accent_form`.

    `position` is its rank, `start` and `end` say where it stands in the text as it was given, in characters.
    """

    stem: str
    exact: str
    accented: str
    position: int
    start: int
    end: int


Place = tuple[int, int]


class _Text(NamedTuple):
    """A rewritten text and, once a length changed, the place of each of its characters in the original."""

    text: str
    places: list[Place] | None


_LONE = "".join(re.escape(character) for character in declarations.CHARACTERS if len(character) == 1)
_CHARACTER = re.compile(f"[{_LONE}]|[A-Za-z][{declarations.COMBINING_MARKS}]")
# The characters each rewrite cannot do without: most texts have none, and looking is cheaper than trying.
_NEEDS = {
    "marques": "[^\\x00-\\u02ff]",
    "nombres": "[^\\x00-\\x7f]",
    "sigle": "[.&]",
    "inclusif_median": "·",
    "inclusif_bas": "[.]",
    "inclusif_trait": "-",
    "inclusif_parenthese": "[(]",
    "inclusif_barre": "/",
    "courriel": "[Mm][Aa][Ii][Ll]",
    "soudure": "'",
    "numero": "°",
    "milliers": "[0-9] [0-9]",
    "decimale": "[0-9],",
    "sigle_numerote": r"[^\W\d_][0-9]",
}


def _expanded(replacement: str, found: re.Match[str]) -> str:
    return found.expand(replacement) if replacement else ""


_REWRITES = tuple(
    (re.compile(_NEEDS[r.name]), python(r.pattern), partial(_expanded, python_replacement(r.replacement)))
    for r in declarations.CHARACTER_REWRITES[:-1]
)
# The last rewrite gives one space for one character, so that no place moves.
_REST = python(declarations.CHARACTER_REWRITES[-1].pattern)
_PARADIGMS = tuple((python(r.pattern), python_replacement(r.replacement)) for r in declarations.PARADIGMS)
_ACCENTED = tuple((python(r.pattern), python_replacement(r.replacement)) for r in declarations.ACCENTED_FORMS)
_KEPT = python(declarations.KEPT)
_DIGITS = re.compile(declarations.DIGITS)
_IDEOGRAPH = "\u3041-\u309f\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
# After the rewrites, only an apostrophe between letters and a point between digits still join anything.
_JOINED = r"(?:(?:(?<=[^\W\d_])'(?=[^\W\d_])|(?<=\d)[.'](?=\d))[^\W_]+)*"
_TOKEN = re.compile(rf"[^\W_]+{_JOINED}")
_TOKEN_OR_IDEOGRAPH = re.compile(rf"[{_IDEOGRAPH}]|(?:(?![{_IDEOGRAPH}])[^\W_])+{_JOINED}")
_HAS_IDEOGRAPH = re.compile(f"[{_IDEOGRAPH}]")


def words_of_piece(text: str) -> list[Word]:
    """Every token of the text in its three forms. Right for any text, but slow for a long one."""
    rewritten, places = _rewritten(text)
    found: list[Word] = []
    token = _TOKEN_OR_IDEOGRAPH if _HAS_IDEOGRAPH.search(rewritten) else _TOKEN
    for match in token.finditer(rewritten):
        for start in range(match.start(), match.end(), declarations.MAX_TOKEN_LENGTH):
            end = min(start + declarations.MAX_TOKEN_LENGTH, match.end())
            stem, exact, accented, elided = forms(rewritten[start:end])
            first = start + elided
            at = (first, end) if places is None else (places[first][0], places[end - 1][1])
            found.append(Word(stem, exact, accented, len(found), *at))
    return found


@lru_cache(maxsize=16_384)
def forms(surface: str) -> tuple[str, str, str, int]:
    """Stem, folded form and lower-case form of one token, and how many letters its elision took."""
    head, apostrophe, rest = surface.partition("'")
    elided = len(head) + 1 if apostrophe and head.lower() in declarations.ELISIONS else 0
    accented = lower(rest if elided else surface)
    return stem(accented), fold(accented), accented, elided


def lower(word: str) -> str:
    """Letter by letter as Java does: no final sigma, and a dotted capital I gives one letter."""
    return word.lower() if word.isascii() else "".join(letter.lower()[0] for letter in word)


@lru_cache(maxsize=16_384)
def stem(word: str) -> str:
    """The term indexed for a lower-case word."""
    if not _DIGITS.match(word):
        for pattern, replacement in _PARADIGMS:
            word = pattern.sub(replacement, word)
        if word in lexicon.PROTECTED:
            pass
        elif word in lexicon.OVERRIDES:
            word = lexicon.OVERRIDES[word]
        elif not _KEPT.match(word):
            word = light_french(word)
    return fold(word)


@lru_cache(maxsize=16_384)
def accent_form(word: str) -> str:
    """A lower-case word with its accents, without the marks of plural and feminine that change none of them."""
    for pattern, replacement in _ACCENTED:
        word = pattern.sub(replacement, word)
    return word


def _rewritten(text: str) -> _Text:
    current = _replaced(_Text(text, None), _CHARACTER, lambda found: declarations.CHARACTERS.get(found[0], found[0]))
    for needed, pattern, put in _REWRITES:
        if needed.search(current.text):
            current = _replaced(current, pattern, put)
    return _Text(_REST.sub(" ", current.text), current.places)


def _replaced(current: _Text, pattern: re.Pattern[str], put: Callable[[re.Match[str]], str]) -> _Text:
    """The text with every match replaced, keeping for each letter its place in the original."""
    text, places = current
    pieces: list[str] = []
    spans: list[tuple[int, int, str]] = []
    last = 0
    for match in pattern.finditer(text):
        put_here = put(match)
        pieces += (text[last : match.start()], put_here)
        spans.append((*match.span(), put_here))
        last = match.end()
    if not spans:
        return current
    rewritten = "".join(pieces) + text[last:]
    if places is None and all(end - start == len(piece) for start, end, piece in spans):
        return _Text(rewritten, None)
    known = places or [(place, place + 1) for place in range(len(text))]
    return _Text(rewritten, _moved(known, spans))


def _moved(places: list[Place], spans: list[tuple[int, int, str]]) -> list[Place]:
    """Places after the replacements: a replacement's letters stand where those it replaces stood."""
    moved: list[Place] = []
    last = 0
    for start, end, piece in spans:
        moved += places[last:start]
        here = places[start:end]
        for rank in range(len(piece)):
            first, after = here[min(rank, len(here) - 1)]
            moved.append((first, here[-1][1] if rank == len(piece) - 1 else after))
        last = end
    return moved + places[last:]
