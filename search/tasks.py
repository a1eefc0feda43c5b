"""Envelopes of the index's work. One worker process runs this queue: the embedded index has one writer."""

from celery import shared_task
from django.utils import timezone

from pages.models import PageEditoriale
from search.index import outbox, upkeep
from search.temoins.tasks import ask_temoins, prune_visitors

# Celery looks for an application's tasks here.
__all__ = ["ask_temoins", "drain", "expire", "prune_visitors", "reconcile_index", "try_dead_again"]


@shared_task(name="search.drain")
def drain() -> None:
    """Apply what waits in the outbox; an index that is missing or of another version is built first."""
    upkeep.keep_up()


@shared_task(name="search.expire")
def expire() -> None:
    """Take pages whose validity has passed out of the index. Queries hide them since midnight already."""
    expired = PageEditoriale.objects.filter(valable_jusqu_au__lt=timezone.localdate(), live=True)
    ids = set(expired.order_by().values_list("pk", flat=True))
    new = ids - outbox.recorded(ids, since=timezone.localdate())
    if new:
        outbox.record(new)


@shared_task(name="search.try_dead_again")
def try_dead_again() -> None:
    """Give the rows that failed too often one more try."""
    outbox.try_dead_again()


@shared_task(name="search.reconcile")
def reconcile_index() -> None:
    """Compare each index with the database, heal what differs, delete old rows and words of no page."""
    upkeep.compare_all()
