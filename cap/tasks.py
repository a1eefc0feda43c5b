"""Envelopes: what nobody opens any more is deleted."""

from celery import shared_task
from django.utils import timezone

from cap.editing import prune_abandoned


@shared_task(name="cap.prune")
def prune_caps() -> None:
    """Delete the C.A.P. that nobody has opened for eighteen months."""
    prune_abandoned(now=timezone.now())
