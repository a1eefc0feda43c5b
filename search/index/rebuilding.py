"""A new index beside the old one, with every edit made meanwhile, and the comparison of an index with the database."""

import gc
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from search.contract.query import Visibility
from search.documents.builder import Reader, all_documents, batches_of, documents_of
from search.documents.document import Document
from search.engines.base import IndexedVersion, Rebuild, SearchEngine
from search.enums import Cible
from search.index import outbox
from search.index.models import EtatMoteur
from search.spelling.models import MotDuVocabulaire
from search.spelling.words import Recueil, forget_unseen, learn
from search.state import counters
from search.state.snapshot import index_state
from search.temoins.gate import controle

Progress = Callable[[int], None]


def _silence(count: int) -> None:
    """Progress that nobody watches."""


def rebuild_index(
    engine: SearchEngine,
    progress: Progress = _silence,
    *,
    confirme: bool = False,
    cible: Cible = Cible.PRINCIPAL,
    processes: int = 1,
) -> int:
    """Build anew and switch; returns how many documents the index holds. Raises WorseIndexError unless `confirme`.

    So many processes prepare the pages, where the engine and this process allow it.

    The outbox goes on being applied to the old index. What it touches meanwhile is written to the new one just
    before the switch, read from the database at that moment.
    """
    began = timezone.now()
    recueil = Recueil()
    version = counters.next_version()
    written = _Written(set(outbox.touched_since(began, cible)))

    def catch_up() -> tuple[int, list[Document], set[int]]:
        later = counters.next_version()
        touched = outbox.touched_since(began, cible)
        documents, visible = written.changed_among(touched)
        recueil.note(documents)
        return later, documents, set(touched) - visible

    def seen(page: int, stamp: bytes, words: Iterable[str]) -> None:
        written.note(page, stamp)
        recueil.seen(words)

    documents = recueil.passing(all_documents())
    rebuild = Rebuild(documents, version, catch_up, progress, reader=Reader(), seen=seen, processes=processes)
    if cible == Cible.PRINCIPAL:
        # The copy stands for it and is not judged apart.
        rebuild.accept = controle(engine, confirme=confirme)
    with _only_new_objects_collected():
        size = engine.rebuild(rebuild)
    recueil.replace()
    _note(cible, reconstruit_le=timezone.now())
    return size


@dataclass(slots=True)
class _Written:
    """The pages with rows that wait when a rebuild begins, and the stamps under which the rebuild then writes them.

    They are read again just before the switch, as all that changed meanwhile: most have not changed once more.
    """

    waiting: Collection[int]
    stamps: dict[int, bytes] = field(default_factory=dict)

    def note(self, page: int, stamp: bytes) -> None:
        """Note a page that was written."""
        if page in self.waiting:
            self.stamps[page] = stamp

    def changed_among(self, pages: Collection[int]) -> tuple[list[Document], set[int]]:
        """(documents of those that are not as they were written, those that visitors may find)."""
        documents: list[Document] = []
        visible: set[int] = set()
        for batch in batches_of(pages):
            visible.update(batch.ids)
            late = {page for page in batch.ids if self.stamps.get(page) != batch.stamps[page]}
            documents += batch.documents(late, stamped=True)
        return documents, visible


def roll_back(engine: SearchEngine, cible: Cible = Cible.PRINCIPAL) -> bool:
    """Go back to the index before this one, brought up to date first; False when there is none that fits."""
    began = timezone.now()

    def bring_up(candidate: SearchEngine) -> None:
        _heal(candidate, compare(candidate).pages)

    def catch_up(candidate: SearchEngine) -> None:
        _heal(candidate, set(outbox.touched_since(began, cible)))

    if not engine.rollback(bring_up, catch_up):
        return False
    _note(cible, reconstruit_le=timezone.now())
    return True


def _heal(engine: SearchEngine, ids: set[int]) -> None:
    """Write these pages to an index that is not in use yet, as they stand now."""
    if not ids:
        return
    with engine.writing():
        version = counters.next_version()
        documents = documents_of(ids)
        engine.write(documents, ids - {document.id for document in documents}, version)


def _note(cible: Cible, **columns: Any) -> None:
    """Keep what is known of this index; answers of before it are of another generation."""
    EtatMoteur.objects.update_or_create(cible=cible, defaults=columns)
    if cible == Cible.PRINCIPAL and "reconstruit_le" in columns:
        counters.bump_generation()


@contextmanager
def _only_new_objects_collected() -> Iterator[None]:
    """Spare the collector what the process holds anyway: a rebuild makes it look millions of times through Django."""
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


@dataclass(frozen=True, slots=True)
class Differences:
    """What an index lacks, has too much, or holds in an older state. `compared` counts the pages looked at."""

    compared: int
    missing: tuple[int, ...]
    extra: tuple[int, ...]
    stale: tuple[int, ...]

    @property
    def pages(self) -> set[int]:
        return {*self.missing, *self.extra, *self.stale}

    def __bool__(self) -> bool:
        return bool(self.pages)


def compare(engine: SearchEngine) -> Differences:
    """Merge-join of the index with the database, both by ascending id."""
    compared = 0
    missing: list[int] = []
    extra: list[int] = []
    stale: list[int] = []
    for indexed, document in _joined(engine.ids_and_versions(), all_documents()):
        compared += 1
        if indexed is None and document is not None:
            missing.append(document.id)
        elif document is None and indexed is not None:
            extra.append(indexed.id)
        elif indexed and document and indexed.empreinte != document.empreinte:
            stale.append(document.id)
    return Differences(compared, tuple(missing), tuple(extra), tuple(stale))


def reconcile(engine: SearchEngine, cible: Cible = Cible.PRINCIPAL) -> Differences:
    """Compare, keep what was found for whoever watches, and put every page that differs in the outbox."""
    found = compare(engine)
    _note(
        cible,
        rapproche_le=timezone.now(),
        compares=found.compared,
        manquantes=len(found.missing),
        en_trop=len(found.extra),
        perimees=len(found.stale),
    )
    if found:
        outbox.record(found.pages, cibles=(cible,))
    return found


def revise_vocabulary(engine: SearchEngine) -> int:
    """Forget the words that no visible page holds; returns how many. An index older than the table fills it first."""
    if not MotDuVocabulaire.objects.exists():
        learn(all_documents())
    state = index_state()
    return forget_unseen(engine, Visibility(today=timezone.localdate().isoformat(), withheld=state.withheld))


def _joined(
    left: Iterator[IndexedVersion], right: Iterator[Document]
) -> Iterator[tuple[IndexedVersion | None, Document | None]]:
    indexed, document = next(left, None), next(right, None)
    while indexed is not None or document is not None:
        if document is None or (indexed is not None and indexed.id < document.id):
            yield indexed, None
            indexed = next(left, None)
        elif indexed is None or document.id < indexed.id:
            yield None, document
            document = next(right, None)
        else:
            yield indexed, document
            indexed, document = next(left, None), next(right, None)
