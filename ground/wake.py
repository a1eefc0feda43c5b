"""Tells a worker that something waits for it.

A lost message costs the time until the next beat, never data: a broker that is away must not fail the request that
changed a page, so it is logged and forgotten.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from celery import current_app

logger = logging.getLogger(__name__)
_gathered: ContextVar[dict[str, None] | None] = ContextVar("gathered", default=None)


@contextmanager
def gathered_wakes() -> Iterator[None]:
    """Wake each task once, at the end, however often it is asked for: around whoever writes hundreds of pages."""
    tasks: dict[str, None] = {}
    token = _gathered.set(tasks)
    try:
        yield
    finally:
        _gathered.reset(token)
        for task in tasks:
            _send(task)


def wake(task: str) -> None:
    """Send `task`, without arguments."""
    if (gathered := _gathered.get()) is not None:
        gathered[task] = None
    else:
        _send(task)


def _send(task: str) -> None:
    try:
        current_app.send_task(task, retry=False, ignore_result=True)
    except Exception as exc:  # noqa: BLE001  whatever the broker's client raises: the schedule does it as well
        logger.warning("%s could not be woken, the schedule will do it: %s", task, exc)
