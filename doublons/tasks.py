"""Envelope: pages that changed are compared with all others."""

import logging

from celery import shared_task

from doublons.comparing import compare_waiting
from ground.wake import one_at_a_time

logger = logging.getLogger(__name__)


@shared_task(name="doublons.compare")
def compare() -> None:
    """Compare until nothing waits."""
    total = 0
    with one_at_a_time("doublons.compare") as held:
        while held and (done := compare_waiting()):
            total += done
    if total:
        logger.info("doublons.compare: %d links and pages done", total)
