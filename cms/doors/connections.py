"""How many connections to PostgreSQL a process keeps open between its requests.

Each thread has its own, and a web server may have hundreds of threads: they work by turns (`ground/edges/turns.py`), so
few ask at once, and yet every one of them would keep its connection for a minute.
"""

from threading import Lock
from typing import Any
from weakref import WeakSet

from django.conf import settings
from django.core.signals import request_finished
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.signals import connection_created

_lock, _closing = Lock(), Lock()
_known: WeakSet[Any] = WeakSet()


def connect() -> None:
    """Count from now on."""
    connection_created.connect(_note, dispatch_uid="cms.connections")
    request_finished.connect(_close_one_too_many, dispatch_uid="cms.connections")


def kept_open() -> int:
    """How many this process has open now."""
    with _lock:
        return sum(one.connection is not None for one in _known)


def _note(sender: Any, connection: Any, **about: Any) -> None:
    if connection.vendor == "postgresql":
        with _lock:
            _known.add(connection)


def _close_one_too_many(**about: Any) -> None:
    if not _known:
        return
    mine = connections[DEFAULT_DB_ALIAS]
    # One after the other: all that count at the same time would all close.
    with _closing:
        if kept_open() > settings.DB_CONNECTIONS and not mine.in_atomic_block:
            mine.close()
