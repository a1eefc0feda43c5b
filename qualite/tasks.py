"""Envelope: pages that changed, or that time changed, are examined."""

import logging

from celery import shared_task
from django.utils import timezone

from ground.wake import one_at_a_time
from qualite.recording import examine_marked, mark_late

logger = logging.getLogger(__name__)


@shared_task(name="qualite.examine")
def examine() -> None:
    """Examine until nothing waits."""
    total, new = 0, 1
    with one_at_a_time("qualite.examine") as held:
        while held and new:
            new = mark_late(timezone.localdate())
            while done := examine_marked():
                total += done
    if total:
        logger.info("qualite.examine: %d pages done", total)
