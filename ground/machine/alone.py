"""One process of all at a time, on one machine or several: an advisory lock of PostgreSQL, else a lock of a file.

Either ends with the process that holds it.
"""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from zlib import crc32

from django.conf import settings
from django.db import connection

#: The class of our advisory locks, apart from those of others in the same database.
CLASS = 1717


@contextmanager
def alone(name: str) -> Iterator[bool]:
    """Whether nobody else is in a block of this name; true for as long as this block lasts."""
    of_this_vendor = _in_postgresql if connection.vendor == "postgresql" else _by_file
    with of_this_vendor(name) as held:
        yield held


@contextmanager
def _in_postgresql(name: str) -> Iterator[bool]:
    # As a signed number of 32 bits, as PostgreSQL takes it.
    key = crc32(name.encode()) - 2**31
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [CLASS, key])
        held = bool(cursor.fetchone()[0])
    try:
        yield held
    finally:
        if held:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [CLASS, key])


@contextmanager
def _by_file(name: str) -> Iterator[bool]:
    with (settings.VAR_DIR / f"seul-{name}.lock").open("w") as lock:
        try:
            fcntl.flock(lock.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            yield False
            return
        yield True
