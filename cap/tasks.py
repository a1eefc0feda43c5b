"""Envelopes: what nobody opens any more is deleted."""

from celery import shared_task
from django.utils import timezone

from cap.editing import oublier_les_abandonnes


@shared_task(name="cap.prune")
def oublier_les_caps() -> None:
    """Delete the C.A.P. that nobody has opened for eighteen months."""
    oublier_les_abandonnes(now=timezone.now())
