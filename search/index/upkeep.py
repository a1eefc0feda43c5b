"""What the one writer does each time it is woken: what an editor asks, a rebuild if one is needed, the waiting rows.

One index never waits for the other: while one is rebuilt the other goes on being written, and one that is away is
passed over. What could not be done is done at the next turn.
"""

import logging
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.utils import timezone

from search.engines import written_engines
from search.engines.base import EngineError, SearchEngine
from search.enums import Cible, Demande
from search.index import outbox
from search.index.models import EtatMoteur
from search.index.monitoring import note_hindered, note_written
from search.index.rebuilding import Progress, rebuild_index, reconcile, revise_vocabulary, roll_back

logger = logging.getLogger(__name__)

#: Seconds for which a rebuild leaves another index alone that could not be written.
REPOS = 60.0
PAS_DE_PRECEDENT = "Il n’y a pas d’index précédent auquel revenir."


def keep_up() -> None:
    """Bring every index that is kept in step with the database."""
    for cible, engine in written_engines().items():
        with _passed_over(cible):
            if not _carry_out(engine, cible) and (reason := engine.state()):
                logger.warning("Rebuilding the index « %s »: %s", cible.label, reason)
                # Nothing serves in its place: a worse index is better than none, and the run says so.
                rebuild_index(engine, _writing_the_others(cible), confirme=True, cible=cible)
            outbox.drain(engine, cible)
            note_written(cible)
    if not settings.SEARCH_REPLICA:
        _drop_the_copy()


def compare_all() -> None:
    """Compare every index with the database, heal what differs, delete old rows and words of no page."""
    for cible, engine in written_engines().items():
        with _passed_over(cible):
            found = reconcile(engine, cible)
            if cible == Cible.PRINCIPAL:
                revise_vocabulary(engine)
            if found:
                logger.error(
                    "The index « %s » differed: %d missing, %d extra, %d stale of %d",
                    cible.label,
                    len(found.missing),
                    len(found.extra),
                    len(found.stale),
                    found.compared,
                )
    outbox.prune(now=timezone.now())


def ask_for(cible: Cible, demande: Demande) -> None:
    """Keep what an editor asks of the writer, and wake it: a message that is lost costs time, never the request."""
    EtatMoteur.objects.update_or_create(
        cible=cible, defaults={"demande": demande, "demande_le": timezone.now(), "refus": ""}
    )
    outbox.wake_worker()


def _carry_out(engine: SearchEngine, cible: Cible) -> bool:
    """Do what an editor asked for; False when nothing was. What is refused is kept for the editor to read."""
    asked = EtatMoteur.objects.filter(cible=cible).exclude(demande="").first()
    if asked is None:
        return False
    refus = ""
    try:
        if asked.demande == Demande.REVENIR:
            refus = "" if roll_back(engine, cible) else PAS_DE_PRECEDENT
        else:
            confirme = asked.demande == Demande.CONFIRMER
            rebuild_index(engine, _writing_the_others(cible), confirme=confirme, cible=cible)
    except EngineError as exc:
        if exc.is_outage:
            raise
        refus = str(exc)
    # A request made meanwhile is another one.
    done = EtatMoteur.objects.filter(cible=cible, demande_le=asked.demande_le)
    done.update(demande="", refus=refus)
    return not refus


def _writing_the_others(rebuilt: Cible) -> Progress:
    """What a rebuild calls now and then: the other indices go on being written; one that is away gets a rest."""
    away: dict[Cible, float] = {}

    def progress(count: int) -> None:
        for cible, engine in written_engines().items():
            if cible != rebuilt and time.monotonic() >= away.get(cible, 0.0):
                away[cible] = time.monotonic() + REPOS
                with _passed_over(cible):
                    outbox.drain(engine, cible)
                    del away[cible]

    return progress


@contextmanager
def _passed_over(cible: Cible) -> Iterator[None]:
    """An index that cannot be written or asked does not hold the others back."""
    try:
        yield
    except EngineError as exc:
        note_hindered(cible, now=timezone.now())
        log = logger.warning if exc.is_outage else logger.error
        log("The index « %s » waits for the next turn: %s", cible.label, exc)


def _drop_the_copy() -> None:
    """A copy that is kept no more would answer with what has been unpublished since, were it taken up again."""
    shutil.rmtree(settings.SEARCH_REPLICA_DIR, ignore_errors=True)
    outbox.drop_copy()
