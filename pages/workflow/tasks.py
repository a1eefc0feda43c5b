"""What happens without an editor: pages that wait are recalled."""

import logging

from celery import shared_task
from django.utils import timezone

from pages.workflow.reminders import remind

logger = logging.getLogger(__name__)


@shared_task(name="pages.remind_reviewers")
def remind_reviewers() -> None:
    """Write the reminders that are owed."""
    written = remind(now=timezone.now())
    if written:
        logger.info("pages.remind_reviewers: %d letters", written)
