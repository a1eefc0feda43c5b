"""Envelope: what is due appears."""

import logging

from celery import shared_task
from django.utils import timezone

from parutions.publication import publish_due

logger = logging.getLogger(__name__)


@shared_task(name="parutions.publish_due")
def publish_due_sets() -> None:
    """Let the sets appear whose hour has come."""
    for parution in publish_due(now=timezone.now()):
        logger.info("The set %d has appeared", parution.pk)
