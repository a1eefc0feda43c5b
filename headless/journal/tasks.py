"""Envelopes: the journal is written and pruned."""

from celery import shared_task
from django.utils import timezone

from headless.journal import keeping
from headless.journal.models import Modification
from headless.journal.signals import journal_written


@shared_task(name="journal.write")
def keep_journal() -> None:
    """Write into the journal what was marked, and let those who tell other sites of it know."""
    if keeping.keep_journal():
        journal_written.send(sender=Modification)


@shared_task(name="journal.prune")
def prune_journal() -> None:
    """Forget what is older than the journal keeps."""
    keeping.prune(now=timezone.now())
