"""Envelopes of the messages to other sites."""

import logging

from celery import shared_task
from django.utils import timezone

from headless.webhooks import distribution, purge, sending

logger = logging.getLogger(__name__)


@shared_task(name="webhooks.distribuer")
def distribuer() -> None:
    """Write the messages that the journal owes, tell the caches, and send."""
    distribution.distribuer()
    purge.purger()
    sending.envoyer()


@shared_task(name="webhooks.envoyer")
def envoyer() -> None:
    """Send what is due; what has waited too long is set aside."""
    sending.abandonner(now=timezone.now())
    received = sending.envoyer()
    if received:
        logger.info("webhooks.envoyer: %d messages received", received)


@shared_task(name="webhooks.prune")
def prune() -> None:
    """Delete the messages that ended long ago."""
    sending.prune(now=timezone.now())
