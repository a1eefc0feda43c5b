"""Turns: how many threads of a process work at the same time. Who waits is served in the order of coming.

One interpreter runs one thread at a time. With as many at work as there are connections, a page gives it up at each of
its queries and waits for all others to have it in between; with a few, for a few.
"""

import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class Turns:
    """So many turns; one that is given back goes to who has waited longest, and to nobody who comes just then."""

    def __init__(self, at_once: int) -> None:
        self._free = at_once
        self._queue: deque[threading.Lock] = deque()
        self._door = threading.Lock()

    def take(self, patience: float | None = None) -> bool:
        """Wait for a turn, this many seconds at most; whether there was one."""
        with self._door:
            if self._free:
                self._free -= 1
                return True
            ticket = threading.Lock()
            ticket.acquire()
            self._queue.append(ticket)
        if ticket.acquire(timeout=-1 if patience is None else patience):
            return True
        with self._door:
            if ticket in self._queue:
                self._queue.remove(ticket)
                return False
        # It was called just then.
        return True

    def give_back(self) -> None:
        """End a turn."""
        with self._door:
            if self._queue:
                self._queue.popleft().release()
            else:
                self._free += 1


class Workplace:
    """The turns of a process, of which whoever enters a lane needs none: the lane has its own."""

    def __init__(self, at_once: int) -> None:
        self._turns = Turns(at_once)
        self._mine = threading.local()

    def around(self, application: Wsgi) -> Wsgi:
        """The application, each call of which has a turn."""

        def called(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
            self._enter()
            try:
                return application(environ, start_response)
            finally:
                self._leave()

        return called

    @contextmanager
    def left(self) -> Iterator[None]:
        """Give the turn of this thread to others meanwhile, if it has one."""
        if not getattr(self._mine, "turn", False):
            yield
            return
        self._leave()
        try:
            yield
        finally:
            self._enter()

    def _enter(self) -> None:
        self._turns.take()
        self._mine.turn = True

    def _leave(self) -> None:
        self._mine.turn = False
        self._turns.give_back()


#: Pages, calls of the API and refusals: all that is in no lane.
PAGES = Workplace(at_once=4)
