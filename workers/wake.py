"""Tells a worker, after commit, that something waits for it.

A lost message costs the time until the next beat, never data: so a broker that is away is logged and forgotten.
"""

import logging

from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError

logger = logging.getLogger(__name__)


def wake(task: str) -> None:
    """Send `task`, without arguments, once this transaction is committed."""
    transaction.on_commit(lambda: _send(task))


def _send(task: str) -> None:
    try:
        current_app.send_task(task)
    except (OperationalError, OSError) as exc:
        logger.warning("%s could not be woken (%s); the schedule will do it.", task, type(exc).__name__)
