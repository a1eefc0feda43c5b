"""The table of the vocabulary: written by the one writer of the index, read by every process that corrects.

What an index is given is what visitors may read, so the words of its documents are all public when they arrive. A
page that is withdrawn leaves its words behind until the next rebuild or the next night: no harm, since a correction
is offered only after the engine has counted the visible pages that hold each of its words.
"""

import threading
import time
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from django.db import transaction
from django.db.models import Max

from search.contract.plan import Alternative, QueryPlan, Slot
from search.contract.query import SearchQuery, Visibility
from search.documents.document import Document
from search.engines.base import SearchEngine
from search.french import words
from search.french.folding import fold
from search.lexique.synonyms import term
from search.spelling.models import MotDuVocabulaire
from search.spelling.vocabulary import Vocabulaire, est_un_mot

_LOT = 500
#: A vocabulary of more words keeps those of the most pages.
MOTS_AU_PLUS = 80_000
#: Words that a rebuild or a night took away leave the memory of every process within this time.
RELIRE_APRES = 3_600.0


def learn(documents: Iterable[Document]) -> None:
    """Add the words that are new; called when these pages have been written into the index."""
    _add(Counter(word for document in documents for word in document.mots))


@dataclass(slots=True)
class Recueil:
    """Gathers the words of a whole rebuild while its documents pass by."""

    compte: Counter[str] = field(default_factory=Counter)
    dernier: int = field(default_factory=lambda: _dernier())

    def passing(self, documents: Iterable[Document]) -> Iterator[Document]:
        """The same documents, their words noted."""
        for document in documents:
            self.compte.update(document.mots)
            yield document

    def seen(self, words: Iterable[str]) -> None:
        """Note the words of a page whose document was not made again, each once."""
        self.compte.update(words)

    def note(self, documents: Iterable[Document]) -> None:
        """Note the words of documents that were written late."""
        for document in documents:
            self.compte.update(document.mots)

    def replace(self) -> None:
        """Make the table what was gathered; words that came while the rebuild ran stay."""
        with transaction.atomic():
            _add(self.compte, recompter=True)
            before = MotDuVocabulaire.objects.filter(pk__lte=self.dernier).values_list("pk", "ecriture")
            _delete([pk for pk, ecriture in before if ecriture not in self.compte])


def forget_unseen(engine: SearchEngine, visibility: Visibility) -> int:
    """Take out the words that no visible page holds any more; returns how many."""
    rows = list(MotDuVocabulaire.objects.values_list("pk", "ecriture"))
    gone: list[int] = []
    for start in range(0, len(rows), _LOT):
        batch = rows[start : start + _LOT]
        counts = presences(engine, [ecriture for _, ecriture in batch], visibility)
        gone += [pk for pk, ecriture in batch if not counts[ecriture]]
    _delete(gone)
    return len(gone)


def presences(engine: SearchEngine, ecritures: Collection[str], visibility: Visibility) -> dict[str, int]:
    """How many visible pages hold each of these words (all of them, where one is two), whatever the accents."""
    asked = SearchQuery(visibility=visibility)
    counts = engine.counts([(asked, _exactly(ecriture)) for ecriture in ecritures])
    return dict(zip(ecritures, counts, strict=True))


def _exactly(ecriture: str) -> QueryPlan:
    terms = (replace(term(word), exact_only=True) for word in words(ecriture))
    return QueryPlan(slots=tuple(Slot((Alternative((one,)),)) for one in terms))


def _add(compte: Mapping[str, int], *, recompter: bool = False) -> None:
    # Sorted: two writers that meet take the rows in one order.
    known = dict(MotDuVocabulaire.objects.values_list("ecriture", "documents")) if recompter else {}
    new = ((word, count) for word, count in compte.items() if known.get(word) != count)
    kept = sorted((word, count) for word, count in new if est_un_mot(fold(word)))
    rows = [MotDuVocabulaire(ecriture=word, documents=count) for word, count in kept]
    if recompter:
        MotDuVocabulaire.objects.bulk_create(
            rows, _LOT, update_conflicts=True, update_fields=["documents"], unique_fields=["ecriture"]
        )
    else:
        MotDuVocabulaire.objects.bulk_create(rows, _LOT, ignore_conflicts=True)


def _delete(pks: list[int]) -> None:
    for start in range(0, len(pks), _LOT):
        MotDuVocabulaire.objects.filter(pk__in=pks[start : start + _LOT]).delete()


def _dernier() -> int:
    return MotDuVocabulaire.objects.aggregate(dernier=Max("pk"))["dernier"] or 0


class _Memoire:
    """The vocabulary of this process: read whole, then only what was added since, when the index has changed."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.forget()

    def forget(self) -> None:
        self._words: Vocabulaire | None = None
        self._generation = -1
        self._last = 0
        self._read_at = 0.0

    def read(self, generation: int) -> Vocabulaire:
        with self._lock:
            if self._words is None or time.monotonic() - self._read_at > RELIRE_APRES:
                self._words, self._last, self._read_at = Vocabulaire(), 0, time.monotonic()
                self._generation = -1
            if self._generation != generation:
                self._add_new(self._words)
                self._generation = generation
            return self._words

    def _add_new(self, known: Vocabulaire) -> None:
        new = MotDuVocabulaire.objects.filter(pk__gt=self._last).order_by("-documents", "pk")
        rows = list(new.values_list("pk", "ecriture", "documents")[: max(MOTS_AU_PLUS - len(known), 0)])
        known.add((ecriture, documents) for _, ecriture, documents in rows)
        self._last = max((pk for pk, _, _ in rows), default=self._last)


_memoire = _Memoire()


def vocabulaire(generation: int) -> Vocabulaire:
    """The words of the index as of this generation, from memory when nothing has changed."""
    return _memoire.read(generation)


def forget() -> None:
    """Read everything again at the next correction."""
    _memoire.forget()
