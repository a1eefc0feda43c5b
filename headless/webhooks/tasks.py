"""Envelopes of the messages to other sites."""

import logging

from celery import shared_task
from django.utils import timezone

from headless.webhooks import distribution, purge, sending, waiting

logger = logging.getLogger(__name__)


@shared_task(name="webhooks.distribute")
def distribute() -> None:
    """Write the messages that the journal owes, tell the caches, and send."""
    distribution.distribute()
    purge.purge()
    sending.send_due()


@shared_task(name="webhooks.send")
def send() -> None:
    """Send what is due; what has waited too long is set aside."""
    waiting.give_up(now=timezone.now())
    received = sending.send_due()
    if received:
        logger.info("webhooks.send: %d messages received", received)


@shared_task(name="webhooks.prune")
def prune() -> None:
    """Delete the messages that ended long ago."""
    waiting.prune(now=timezone.now())
