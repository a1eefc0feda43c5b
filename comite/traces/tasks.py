"""Envelopes: the log forgets what is older than it keeps."""

from celery import shared_task
from django.utils import timezone

from comite.traces import pruning


@shared_task(name="comite.prune_traces")
def prune_traces() -> None:
    """Delete what the log has kept for thirteen months."""
    pruning.prune(now=timezone.now())
