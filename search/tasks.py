"""Envelopes of the index's work. One worker process runs this queue: the embedded index has one writer."""

import logging

from celery import shared_task
from django.utils import timezone

from pages.models import PageEditoriale
from search import outbox
from search.engines import current_engine
from search.engines.base import EngineUnavailableError
from search.rebuilding import rebuild_index, reconcile, revise_vocabulary
from search.temoins.tasks import interroger_les_temoins, oublier_les_visiteurs

# Celery looks for an application's tasks here.
__all__ = ["drain", "expire", "interroger_les_temoins", "oublier_les_visiteurs", "reconcile_index"]

logger = logging.getLogger(__name__)


@shared_task(name="search.drain")
def drain() -> None:
    """Apply what waits in the outbox; an index that is missing or of another version is built first."""
    engine = current_engine()
    try:
        reason = engine.state()
        if reason:
            logger.warning("Rebuilding the index: %s", reason)
            # Nothing serves in its place: a worse index is better than none, and the run says so.
            rebuild_index(engine, confirme=True)
        outbox.drain(engine)
    except EngineUnavailableError as exc:
        logger.warning("The index is unavailable, the outbox waits: %s", exc)


@shared_task(name="search.expire")
def expire() -> None:
    """Take pages whose validity has passed out of the index. Queries hide them since midnight already."""
    expired = PageEditoriale.objects.filter(valable_jusqu_au__lt=timezone.localdate(), live=True)
    ids = set(expired.values_list("pk", flat=True))
    new = ids - outbox.recorded(ids, since=timezone.localdate())
    if new:
        outbox.record(new)


@shared_task(name="search.reconcile")
def reconcile_index() -> None:
    """Compare the index with the database, heal what differs, forget old rows and words of no page."""
    engine = current_engine()
    try:
        found = reconcile(engine)
        revise_vocabulary(engine)
    except EngineUnavailableError as exc:
        logger.warning("The index could not be compared: %s", exc)
        return
    if found:
        logger.error(
            "The index differed: %d missing, %d extra, %d stale of %d",
            len(found.missing),
            len(found.extra),
            len(found.stale),
            found.compared,
        )
    outbox.prune()
