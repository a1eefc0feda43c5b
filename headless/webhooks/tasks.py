"""Envelopes of the messages to other sites."""

import logging

from celery import shared_task
from django.utils import timezone

from headless.webhooks import distribution, purge, sending

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
    sending.give_up(now=timezone.now())
    received = sending.send_due()
    if received:
        logger.info("webhooks.send: %d messages received", received)


@shared_task(name="webhooks.prune")
def prune() -> None:
    """Forget the messages that ended long ago."""
    sending.prune(now=timezone.now())
