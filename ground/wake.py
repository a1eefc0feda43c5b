"""Tells a worker that something waits for it.

A lost message costs the time until the next beat, never data: a broker that is away must not fail the request that
changed a page, so it is logged and forgotten.

A task that waits already is not sent again: it has not read yet what has just changed. A mark in the cache says that it
waits, from when it is sent until it begins; a mark that is lost costs a message, one that is left by a worker that died
the seconds of its life, after which the schedule has come by anyway.
"""

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from typing import Any

from celery import current_app
from django.conf import settings
from django.core.cache import cache
from kombu.connection import ConnectionPool
from kombu.pools import ProducerPool

from ground.machine.alone import alone
from ground.machine.breaker import Breaker
from ground.machine.redis_client import bounded
from ground.machine.sparing import SparingLog

log = SparingLog(logging.getLogger(__name__))
#: Seconds that whoever changed a page waits for the broker.
PATIENCE = 1.0
BROKER = Breaker()
#: In the cache, what waits already, and what is to be done once more; for so many seconds.
MARK, ONCE_MORE, MARKED_FOR = "attend.", "encore.", 60
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


def begins(task: str) -> None:
    """The task starts to read: what changes from now on wakes it again."""
    cache.delete(MARK + task)


@contextmanager
def one_at_a_time(task: str) -> Iterator[bool]:
    """Whether nobody else does this task, in any process; who does is told to do it once more afterwards."""
    with alone(task) as held:
        if not held:
            cache.set(ONCE_MORE + task, True, MARKED_FOR)
        yield held
    if held and cache.get(ONCE_MORE + task):
        cache.delete(ONCE_MORE + task)
        _send(task)


def _send(task: str) -> None:
    if not cache.add(MARK + task, True, MARKED_FOR):
        return
    try:
        with BROKER.asking(Exception), _producers().acquire(block=True, timeout=PATIENCE) as producer:
            current_app.send_task(task, retry=False, ignore_result=True, producer=producer)
    except Exception as exc:  # noqa: BLE001  whatever the broker's client raises: the schedule does it as well
        cache.delete(MARK + task)
        log.warning("wake", "%s could not be woken, the schedule will do it: %r", task, exc)


def _producers() -> Any:
    """Connections of their own: a worker waits for its broker as long as it takes, whoever publishes a page does not.

    One pool for each process: what was opened before a fork is another's.
    """
    return _pool_of(os.getpid())


@lru_cache(maxsize=1)
def _pool_of(process: int) -> Any:
    options: dict[str, Any] = {**current_app.conf.broker_transport_options, "max_retries": 0}
    if settings.REDIS_URL:
        options |= bounded(PATIENCE)
    connection = current_app.connection_for_write(connect_timeout=PATIENCE, transport_options=options)
    return ProducerPool(ConnectionPool(connection, limit=None), limit=None)
