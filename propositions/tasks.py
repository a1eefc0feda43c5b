"""Envelope: what is past is forgotten each night."""

from celery import shared_task
from django.utils import timezone

from propositions.pruning import prune


@shared_task(name="propositions.prune")
def prune_propositions() -> None:
    """Forget links and answers of long ago."""
    prune(now=timezone.now())
