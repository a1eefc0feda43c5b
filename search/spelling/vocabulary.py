"""Known words in memory, arranged so that those that resemble a typed one are found without looking at each."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from search.french.analyser import stem
from search.french.folding import fold
from search.french.stopwords import is_stopword
from search.spelling.distance import distance, son, tolerance

#: The shortest word that is corrected, and that corrects.
LETTRES_AU_MOINS = 3
LETTRES_AU_PLUS = 30
_SAME_SOUND = 0.9
_CUT = 1.0
#: Each edit changes at most two letters of a word's set of letters.
_LETTERS_APART = 4
_LENGTHS_APART = 2


@dataclass(frozen=True, slots=True)
class Candidat:
    """What a word may have been meant as, and how far that is."""

    ecriture: str
    exact: str
    cout: float
    documents: int


@dataclass(slots=True)
class _Shelf:
    """Words of one length, side by side: their letters and the two first of them as bits, and the words."""

    letters: list[int] = field(default_factory=list)
    heads: list[int] = field(default_factory=list)
    words: list[tuple[str, str, int]] = field(default_factory=list)


class Vocabulaire:
    """Words with the number of pages that hold them. More can be added while it is asked."""

    def __init__(self, words: Iterable[tuple[str, int]] = ()) -> None:
        self._shelves: dict[int, _Shelf] = {}
        self._sounds: dict[str, list[tuple[str, str, int]]] = {}
        self._known: dict[str, str] = {}
        self.add(words)

    def __len__(self) -> int:
        return len(self._known)

    def __contains__(self, exact: str) -> bool:
        return exact in self._known

    def add(self, words: Iterable[tuple[str, int]]) -> None:
        """Take in (word as it is written, number of pages)."""
        for ecriture, documents in words:
            bare = fold(ecriture)
            exact = ecriture if bare == ecriture else bare
            # « fresque » is no misspelt « presque »: what a sentence leaves out is no word to look for.
            if not est_un_mot(exact) or is_stopword(exact, asked=True):
                continue
            entry = (ecriture, exact, documents)
            shelf = self._shelves.setdefault(len(exact), _Shelf())
            shelf.letters.append(_bits(exact))
            shelf.heads.append(_bits(exact[:2]))
            shelf.words.append(entry)
            self._sounds.setdefault(son(exact), []).append(entry)
            self._known.setdefault(exact, ecriture)

    def proches(self, exact: str) -> list[Candidat]:
        """The words that `exact` may stand for, the nearest first."""
        most = tolerance(len(exact))
        found = [
            Candidat(ecriture, word, cost, documents)
            for ecriture, word, documents in self._alike(exact)
            if word != exact and (cost := distance(exact, word, most)) <= most
        ]
        if len(exact) > LETTRES_AU_MOINS:
            alike = self._sounds.get(son(exact), ())
            found += [Candidat(text, word, _SAME_SOUND, count) for text, word, count in alike if word != exact]
        found += self._cuts(exact)
        return sorted(found, key=_by_distance)

    def _alike(self, exact: str) -> list[tuple[str, str, int]]:
        letters, head = _bits(exact), _bits(exact[:2])
        found: list[tuple[str, str, int]] = []
        for length in range(len(exact) - _LENGTHS_APART, len(exact) + _LENGTHS_APART + 1):
            shelf = self._shelves.get(length)
            if shelf:
                found += [
                    word
                    for its, first, word in zip(shelf.letters, shelf.heads, shelf.words, strict=False)
                    if first & head and (its ^ letters).bit_count() <= _LETTERS_APART
                ]
        return found

    def _cuts(self, exact: str) -> list[Candidat]:
        """Two words written as one: both must be known."""
        return [
            Candidat(f"{self._known[left]} {self._known[right]}", f"{left} {right}", _CUT, 0)
            for at in range(LETTRES_AU_MOINS, len(exact) - LETTRES_AU_MOINS + 1)
            if (left := exact[:at]) in self._known and (right := exact[at:]) in self._known
        ]


def est_un_mot(exact: str) -> bool:
    """Whether a word without accents is one whose spelling can be right or wrong."""
    return LETTRES_AU_MOINS <= len(exact) <= LETTRES_AU_PLUS and exact.isascii() and exact.isalpha()


def _bits(word: str) -> int:
    bits = 0
    for letter in word:
        bits |= 1 << (ord(letter) - 97)
    return bits


def one_of_each_family(found: Iterable[Candidat]) -> list[Candidat]:
    """The nearest of each family (singular and plural are one), the nearest family first."""
    kept: dict[str, Candidat] = {}
    for one in sorted(found, key=_by_distance):
        kept.setdefault(stem(one.ecriture), one)
    return list(kept.values())


def _by_distance(one: Candidat) -> tuple[float, int, str]:
    return one.cout, -one.documents, one.ecriture
