"""Envelopes: one domain call, a line in the log."""

import logging

from celery import shared_task
from django.utils import timezone

from workers.links.reports.mailing import editions, outbox

logger = logging.getLogger(__name__)


@shared_task(name="links.reports")
def reports() -> None:
    """Write the reports that are due."""
    rapports = editions.publish_due(now=timezone.now())
    if rapports:
        logger.info("links.reports: %d editions", len(rapports))


@shared_task(name=editions.TACHE_D_ENVOI)
def mails() -> None:
    """Send what waits in the outbox."""
    bilan = outbox.send_waiting()
    if bilan != outbox.SendingTally():
        logger.info("links.mails: %s", bilan)


@shared_task(name="links.forget_mails")
def forget_mails() -> None:
    """Forget old messages."""
    logger.info("links.forget_mails: %d messages forgotten", outbox.prune(now=timezone.now()))
