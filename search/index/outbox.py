"""From a change to the index: rows written in the transaction of the change, applied by the one writer.

Where a copy of the index is kept, a change writes one row for each of the two: each is applied at its own pace. A lost
wake-up costs latency, never data: the schedule drains as well. What must disappear is hidden from the moment its row is
committed, since every query excludes the ids of the removals that wait (`search.state.snapshot`).
"""

import logging
from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta

from django.db import connection, transaction
from django.db.models import F, Q
from django.utils import timezone

from ground.news.gathering import set_aside
from ground.wake import wake
from search.documents.builder import documents_of
from search.documents.document import Document
from search.documents.visibility import indexable_ids
from search.engines import targets
from search.engines.base import EngineError, SearchEngine
from search.enums import Cible, EtatEcriture, SorteEcriture
from search.index.models import EcritureIndex, EtatMoteur
from search.spelling.words import learn
from search.state.counters import bump_generation, next_version

logger = logging.getLogger(__name__)

TAILLE_DE_LOT = 500
ESSAIS = 5
#: Applied rows are kept as long as a rebuild may need to replay them.
GARDE = timedelta(days=2)
#: How much the clocks of two machines may differ.
DECALAGE = timedelta(minutes=2)
TACHE = "search.drain"


def record(page_ids: Collection[int], *, removed: bool = False, cibles: Iterable[Cible] = ()) -> None:
    """Ask for these pages to be written again; those that visitors may no longer find are hidden at once.

    In every index that is kept, or in those that `cibles` names.
    """
    ids = sorted(set(page_ids))
    if not ids or (not removed and not cibles and set_aside(record, ids)):
        return
    visible = set() if removed else _indexable(ids)
    rows = (
        EcritureIndex(page_id=pk, sorte=SorteEcriture.INDEXER if pk in visible else SorteEcriture.RETIRER, cible=cible)
        for cible in cibles or targets()
        for pk in ids
    )
    EcritureIndex.objects.bulk_create(rows, batch_size=TAILLE_DE_LOT)
    if not any(entry[1] is wake_worker for entry in connection.run_on_commit):
        transaction.on_commit(wake_worker, robust=True)


def _indexable(ids: list[int]) -> set[int]:
    found: set[int] = set()
    for start in range(0, len(ids), TAILLE_DE_LOT):
        found |= indexable_ids(ids[start : start + TAILLE_DE_LOT])
    return found


def wake_worker() -> None:
    """Tell the worker that rows wait."""
    wake(TACHE)


def drain(engine: SearchEngine, cible: Cible = Cible.PRINCIPAL) -> int:
    """Apply every row that waits for this index, batch by batch; returns how many pages were written or removed.

    A batch that fails is tried again page by page, so that one bad page does not hold the others back. Raises
    EngineUnavailableError when the engine is away: the rows then wait for its return.
    """
    written = 0
    last = 0
    while rows := _waiting(cible, after=last):
        last = rows[-1][0]
        ids = sorted({page_id for _, page_id in rows})
        try:
            _apply(engine, cible, ids)
            written += len(ids)
        except EngineError as exc:
            if exc.is_outage:
                logger.warning("The index « %s » cannot be written now, its rows wait: %s", cible.label, exc)
                raise
            written += _one_by_one(engine, cible, ids)
    return written


def _waiting(cible: Cible, *, after: int) -> list[tuple[int, int]]:
    waiting = EcritureIndex.objects.filter(etat=EtatEcriture.EN_ATTENTE, cible=cible, id__gt=after).order_by("id")
    return list(waiting.values_list("id", "page_id")[:TAILLE_DE_LOT])


def _apply(engine: SearchEngine, cible: Cible, ids: list[int]) -> None:
    """Write these pages as they stand now. The version is taken before they are read: a later one is never older.

    The rows that are done by this are those that exist before the pages are read. One of a lower number may still be
    committed meanwhile, with a change that was not read: it waits for the next turn.
    """
    with engine.writing():
        version = next_version()
        todo = EcritureIndex.objects.filter(page_id__in=ids, cible=cible).exclude(etat=EtatEcriture.FAITE)
        rows = list(todo.values_list("pk", flat=True))
        documents = documents_of(ids)
        engine.write(documents, set(ids) - {document.id for document in documents}, version)
    with transaction.atomic():
        _note_done(rows, documents)
        if cible == Cible.PRINCIPAL:
            bump_generation()


def _note_done(rows: list[int], documents: list[Document]) -> None:
    learn(documents)
    for start in range(0, len(rows), TAILLE_DE_LOT):
        EcritureIndex.objects.filter(pk__in=rows[start : start + TAILLE_DE_LOT]).update(
            etat=EtatEcriture.FAITE, faite_le=timezone.now(), erreur=""
        )


def note_done(ids: Collection[int], documents: list[Document]) -> None:
    """The first index holds these pages as this transaction has them: what waited for it is done with its commit."""
    todo = EcritureIndex.objects.filter(page_id__in=ids, cible=Cible.PRINCIPAL).exclude(etat=EtatEcriture.FAITE)
    _note_done(list(todo.values_list("pk", flat=True)), documents)


def _one_by_one(engine: SearchEngine, cible: Cible, ids: Iterable[int]) -> int:
    written = 0
    for page_id in ids:
        try:
            _apply(engine, cible, [page_id])
            written += 1
        except EngineError as exc:
            if exc.is_outage:
                raise
            _note_failure(page_id, cible, reason=str(exc))
    return written


def _note_failure(page_id: int, cible: Cible, *, reason: str) -> None:
    waiting = EcritureIndex.objects.filter(page_id=page_id, cible=cible, etat=EtatEcriture.EN_ATTENTE)
    waiting.update(essais=F("essais") + 1, erreur=reason[:300])
    dead = waiting.filter(essais__gte=ESSAIS).update(etat=EtatEcriture.EN_ECHEC)
    logger.error("Page %d could not be indexed%s: %s", page_id, " and will not be tried again" if dead else "", reason)


def replay(ids: Collection[int]) -> int:
    """Put dead rows back in the queue; returns how many."""
    dead = EcritureIndex.objects.filter(pk__in=ids, etat=EtatEcriture.EN_ECHEC)
    count = dead.update(etat=EtatEcriture.EN_ATTENTE, essais=0, erreur="")
    if count:
        transaction.on_commit(wake_worker, robust=True)
    return count


def try_dead_again() -> int:
    """Give each dead row one more try, whatever it failed for may have passed; returns how many."""
    dead = EcritureIndex.objects.filter(etat=EtatEcriture.EN_ECHEC)
    count = dead.update(etat=EtatEcriture.EN_ATTENTE, essais=ESSAIS - 1)
    if count:
        transaction.on_commit(wake_worker, robust=True)
    return count


def prune(*, now: datetime) -> int:
    """Delete rows applied long ago; returns how many."""
    old = EcritureIndex.objects.filter(etat=EtatEcriture.FAITE, faite_le__lt=now - GARDE)
    return old.delete()[0]


def drop_copy() -> None:
    """Delete what waits for a copy that is kept no more."""
    if EcritureIndex.objects.filter(cible=Cible.COPIE, etat=EtatEcriture.EN_ATTENTE).exists():
        EcritureIndex.objects.filter(cible=Cible.COPIE).delete()
    EtatMoteur.objects.filter(cible=Cible.COPIE).delete()


def recorded(ids: Collection[int], *, since: date) -> set[int]:
    """Those of `ids` whose removal has been asked for since that day began."""
    rows = EcritureIndex.objects.filter(page_id__in=ids, sorte=SorteEcriture.RETIRER, cree_le__date__gte=since)
    return set(rows.values_list("page_id", flat=True))


def touched_since(moment: datetime, cible: Cible = Cible.PRINCIPAL) -> list[int]:
    """Pages with a row that was applied after `moment`, or that waits: what a rebuild may have read too early.

    Rows are told apart by when they were applied, not by their ids, which two transactions may commit out of order.
    """
    late = Q(etat=EtatEcriture.EN_ATTENTE) | Q(faite_le__gte=moment - DECALAGE)
    return sorted(set(EcritureIndex.objects.filter(late, cible=cible).values_list("page_id", flat=True)))
