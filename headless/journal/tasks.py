"""Envelopes: the journal is written and pruned."""

from celery import shared_task
from django.utils import timezone

from headless.journal import writing
from headless.journal.models import Modification
from headless.journal.signals import journal_written


@shared_task(name="journal.write")
def tenir_le_journal() -> None:
    """Write into the journal what was marked, and let those who tell other sites of it know."""
    if writing.tenir_le_journal():
        journal_written.send(sender=Modification)


@shared_task(name="journal.prune")
def oublier_le_journal() -> None:
    """Forget what is older than the journal keeps."""
    writing.oublier(now=timezone.now())
