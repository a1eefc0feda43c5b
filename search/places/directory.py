"""The names of all territoires in one text, so that the few that hold a typed beginning are found in a moment.

There are 36 000 of them: as a text they take two megabytes of each process, and looking through it costs less than
asking a database for the same. A line is `\\n| lyon| lyon 3e arrondissement| 69123| 69003|=com-69123`: names, codes and
postal codes stand between bars, each word after a space, in ASCII where that is possible: it is looked through faster.
"""

import re
from array import array
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from heapq import nsmallest
from io import StringIO
from typing import Any

from django.db.models import Case, IntegerField, When

from search.french.folding import fold
from search.places.misspelt import Words
from taxonomy.enums import Niveau
from taxonomy.models import Territoire

#: How many places of the text are looked at: beyond, a beginning is so common that more letters must be typed.
_REGARDS = 400
#: By how many letters names are sorted.
_SORTED_BY = 32
#: What is meant first by a name or a code that several have: « 23 » is the Creuse before any région.
_ORDER = (
    *(Niveau.PAYS, Niveau.DEPARTEMENT, Niveau.REGION, Niveau.COLLECTIVITE_OM),
    *(Niveau.COMMUNE, Niveau.EPCI, Niveau.EPT),
)
_SAINTS = {"st": "saint", "ste": "sainte", "sts": "saints", "stes": "saintes"}
#: What people write around a name, and what tells a kind of territoire rather than one.
_AROUND = frozenset(
    {
        *("commune", "communes", "communaute", "ville", "villes", "mairie", "region", "departement", "metropole"),
        *("agglomeration", "agglo", "intercommunalite", "territoire", "com", "cc", "ca", "cu"),
        *("de", "du", "des", "d", "la", "le", "les", "l", "en", "sur", "et"),
    }
)
_ORDINAL = re.compile(r"^(\d+)(?:ers?|res?|emes?|nde?|es?)$")
_APART = re.compile(r"[\W_]+")
_COLUMNS = ("slug", "nom", "code", "niveau", "codes_postaux", "anciens_codes", "autres_noms", "population")
#: People of a town, whose name is thought of before another word that it also is.
_TOWN = 10_000


@dataclass(frozen=True, slots=True)
class Found:
    """A territoire, and under which other name it was found; "" for its own."""

    slug: str
    sous: str = ""


class Botin:
    """Names in the order in which they are proposed: the widest, then those with most people.

    `towns` has the slugs of those that have as many people as a town.
    """

    def __init__(self, generation: int) -> None:
        self.generation = generation
        self._others: dict[str, list[str]] = {}
        towns: list[str] = []
        text = StringIO()
        # Row by row, and letter by letter: all at once would take the process five times what is kept.
        for row in _rows():
            text.write(_line(row))
            slug, autres, population = row[0], row[6], row[7]
            if autres:
                self._others[slug] = autres.splitlines()
            if population >= _TOWN:
                towns.append(slug)
        self.towns = frozenset(towns)
        self._text = text.getvalue() + "\n"
        self._words = Words(self._text)
        self._begins = _alphabetical(self._text)

    def find(self, typed: Sequence[str], most: int) -> list[str]:
        """Slugs of the territoires that these words may mean, the likeliest first."""
        return [one.slug for one in self.look(typed, most)]

    def look(self, typed: Sequence[str], most: int) -> list[Found]:
        """Whole names and codes first, then beginnings, then words inside; what is misspelt where there is none."""
        typed = [word for word in typed if word]
        if not typed:
            return []
        found: dict[int, None] = {}
        typed = self._mended(typed)
        if not typed:
            return []
        for words in self._readings(typed):
            for line in self._passes(words):
                found.setdefault(line)
                if len(found) >= most:
                    break
            if len(found) >= most:
                break
        return [self._found(line, typed) for line in found]

    def called(self, typed: Sequence[str]) -> list[str]:
        """Slugs of the territoires whose whole name, code or postal code this is."""
        whole = _whole_words(typed)
        if not whole or any(word.isalpha() and not self._words.holds(word) for word in whole):
            return []
        return [self._found(line, typed).slug for line in self._lines_begun(f"| {' '.join(whole)}|")]

    def _readings(self, typed: Sequence[str]) -> Iterator[list[str]]:
        """What may be meant: « st denis » is Saint-Denis, « st » alone may begin Strasbourg as well."""
        whole = _whole_words(typed)
        last = typed[-1]
        if last in _SAINTS and len(typed) == 1:
            yield list(typed)
        yield whole
        if last in _SAINTS and len(typed) > 1:
            yield [*whole[:-1], last]
        bare = [word for word in whole if word not in _AROUND]
        if bare and bare != whole:
            yield bare

    def _passes(self, words: Sequence[str]) -> Iterator[int]:
        joined = " ".join(words)
        yield from self._lines_begun(f"| {joined}|")
        yield from self._lines_begun(f"| {joined}")
        longest = max(words, key=lambda word: (word not in _AROUND, len(word)))
        others = [f" {word}" for word in words if word != longest]
        yield from (line for line in self._lines_with(f" {longest}") if self._holds(line, others))

    def _lines_begun(self, wanted: str) -> Iterator[int]:
        """Where the lines begin that hold a name or a code which begins so."""
        text, short = self._text, wanted[:_SORTED_BY]
        first = bisect_left(self._begins, short, key=lambda at: text[at : at + len(short)])
        after = bisect_right(self._begins, short, lo=first, key=lambda at: text[at : at + len(short)])
        places = nsmallest(_REGARDS, self._begins[first:after]) if short == wanted else self._begins[first:after]
        return iter(dict.fromkeys(text.rfind("\n", 0, at) for at in places if text.startswith(wanted, at)))

    def _lines_with(self, wanted: str) -> Iterator[int]:
        """Where the lines begin that hold this, each once."""
        at = 0
        for _ in range(_REGARDS):
            at = self._text.find(wanted, at)
            if at < 0:
                return
            yield self._text.rfind("\n", 0, at + 1)
            at = self._text.find("\n", at)

    def _holds(self, line: int, words: Sequence[str]) -> bool:
        end = self._text.find("=", line)
        return all(self._text.find(word, line, end) >= 0 for word in words)

    def _found(self, line: int, typed: Sequence[str]) -> Found:
        names, _, slug = self._text[line : self._text.find("\n", line + 1)].partition("=")
        own, *also = (name.strip() for name in names.strip("\n|").split("|"))
        if _begin(own.split(), typed):
            return Found(slug)
        # Other names come before codes.
        under = (
            given for name, given in zip(also, self._others.get(slug, ()), strict=False) if _begin(name.split(), typed)
        )
        return Found(slug, next(under, ""))

    def _mended(self, typed: Sequence[str]) -> list[str]:
        """The words with those that no name holds replaced by the nearest that one does; [] where none is near."""
        nearest = [word if word in _AROUND or word in _SAINTS else self._words.nearest(word) for word in typed]
        return nearest if all(nearest) else []


def _rows() -> Iterator[tuple[Any, ...]]:
    """The columns of all territoires, in the order in which they are proposed."""
    ranks = (When(niveau=niveau, then=rank) for rank, niveau in enumerate(_ORDER))
    ordered = Territoire.objects.order_by(
        Case(*ranks, output_field=IntegerField()), "-population", "cle_de_tri", "slug"
    )
    return ordered.values_list(*_COLUMNS).iterator(chunk_size=1_000)


def _alphabetical(text: str) -> "array[int]":
    """Where names and codes begin, in alphabetical order."""
    by_letter: dict[str, array[int]] = defaultdict(lambda: array("L"))
    for found in re.finditer(r"\| ", text):
        by_letter[text[found.end()]].append(found.start())
    begins = array("L")
    for letter in sorted(by_letter):
        begins.extend(sorted(by_letter[letter], key=lambda at: text[at : at + _SORTED_BY]))
    return begins


def _whole_words(typed: Sequence[str]) -> list[str]:
    return [_SAINTS.get(word, word) for word in typed]


def _begin(name: Sequence[str], typed: Sequence[str]) -> bool:
    """Whether each typed word begins a word of the name, or is about its kind only."""
    return all(any(word.startswith(one) for word in name) for one in _whole_words(typed) if one not in _AROUND)


def _line(row: tuple[Any, ...]) -> str:
    slug, nom, code, _, postaux, anciens, autres, _ = row
    names = [" ".join(mots(name)) for name in (nom, *autres.splitlines())]
    return f"\n| {'| '.join([*names, code.lower(), *postaux.split(), *anciens.lower().split()])}|={slug}"


def mots(text: str) -> list[str]:
    """The words of a name or of what is typed, without accents: letters and figures, whatever stands between them."""
    lowered = text.lower()
    words = _APART.sub(" ", lowered if lowered.isascii() else fold(lowered)).split()
    return [_ORDINAL.sub(r"\1e", word) if word[0].isdigit() else word for word in words]


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
