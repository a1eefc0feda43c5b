"""Tells a worker that something waits for it.

A lost message costs the time until the next beat, never data: a broker that is away must not fail the request that
changed a page, so it is logged and forgotten.
"""

import logging

from celery import current_app

logger = logging.getLogger(__name__)


def wake(task: str) -> None:
    """Send `task`, without arguments."""
    try:
        current_app.send_task(task, retry=False, ignore_result=True)
    except Exception as exc:  # noqa: BLE001  whatever the broker's client raises: the schedule does it as well
        logger.warning("%s could not be woken, the schedule will do it: %s", task, exc)
