"""Says what is out of date: before it is, so that nobody keeps it meanwhile, and once it is.

A transaction that changes what visitors read announces it (`+`) and says so again after its commit (`-`). Between the
two nothing that it concerns is taken from what is kept, nor kept anew: others still read what was before. One that is
rolled back, or whose process dies, is taken for done after a while (`ground.news.reading.PATIENCE`).
"""

import logging
import threading
import time
from collections.abc import Iterable
from contextlib import suppress
from functools import lru_cache
from uuid import uuid4

from django.db import transaction

from ground.machine.sparing import SparingLog
from ground.news.gathering import set_aside
from ground.news.places import NewsAwayError, NewsPlace, news_place

log = SparingLog(logging.getLogger(__name__))
BEFORE, AFTER = "+", "-"
_owed: set[str] = set()
_owing = threading.Lock()
#: Seconds between two tries to say what is owed.
AGAIN = 1.0
_teller: threading.Thread | None = None


@lru_cache(maxsize=1)
def place() -> NewsPlace:
    """Where this process writes and reads."""
    return news_place()


class Announced:
    """What one transaction has announced; called after its commit."""

    def __init__(self, keys: Iterable[str]) -> None:
        self.keys = frozenset(keys)
        self.name = uuid4().hex[:16]
        self.told = False
        _write(BEFORE, self.name, self.keys)

    def __call__(self) -> None:
        self.told = True
        _write(AFTER, self.name, self.keys)


def tell(*keys: str) -> None:
    """What shows one of these things is out of date: from the commit of this transaction on, or else now."""
    if set_aside(_tell_all, keys):
        return
    connection = transaction.get_connection()
    if not connection.in_atomic_block:
        _write(AFTER, "", frozenset(keys))
        return
    waiting = (entry[1] for entry in connection.run_on_commit)
    said: set[str] = set()
    for one in waiting:
        if isinstance(one, Announced) and not one.told:
            said |= one.keys
    if not said.issuperset(keys):
        transaction.on_commit(Announced(keys), robust=True)


def _tell_all(keys: list[str]) -> None:
    tell(*dict.fromkeys(keys))


def tell_what_is_owed() -> None:
    """Say what could not be said. Raises NewsAwayError when it still cannot."""
    if _owed:
        with _owing:
            keys = frozenset(_owed)
            place().write(line_of(AFTER, "", keys))
            _owed.difference_update(keys)


def line_of(kind: str, name: str, keys: Iterable[str]) -> str:
    """One piece of news, as it is written."""
    return " ".join((kind, name or "-", *sorted(keys)))


def _write(kind: str, name: str, keys: frozenset[str]) -> None:
    try:
        place().write(line_of(kind, name, keys))
    except NewsAwayError as exc:
        # A change is not refused for it: this process says it with the next page that it is asked for.
        log.warning("write", "What is out of date could not be told: %s", exc)
        with _owing:
            _owed.update(keys)
        _have_it_told()


def _have_it_told() -> None:
    """One thread says what is owed as soon as it can: this process may be asked for nothing for hours."""
    global _teller
    with _owing:
        if _teller is None or not _teller.is_alive():
            _teller = threading.Thread(target=_tell_until_it_is_heard, name="news", daemon=True)
            _teller.start()


def _tell_until_it_is_heard() -> None:
    while _owed:
        time.sleep(AGAIN)
        with suppress(NewsAwayError):
            tell_what_is_owed()
