"""Envelopes: what nobody opens any more is deleted."""

from celery import shared_task
from django.utils import timezone

from cap import editing


@shared_task(name="pages.prune_caps")
def prune_caps() -> None:
    """Delete the C.A.P. that nobody has opened for eighteen months."""
    editing.prune(now=timezone.now())
