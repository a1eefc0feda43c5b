"""Envelopes: the journal is written and pruned."""

from celery import shared_task
from django.utils import timezone

from headless.journal import writing
from headless.journal.models import Modification
from headless.journal.signals import journal_written


@shared_task(name="pages.tenir_le_journal")
def tenir_le_journal() -> None:
    """Write into the journal what was marked, and let those who tell other sites of it know."""
    if writing.tenir_le_journal():
        journal_written.send(sender=Modification)


@shared_task(name="pages.prune_journal")
def prune_journal() -> None:
    """Delete what is older than the journal keeps."""
    writing.prune(now=timezone.now())
