"""What rooms write for each of many changes, written once for all of them.

Whoever changes hundreds of pages in one transaction opens `gathering()` within it. A room that would write a row, or
say something, for each change asks `set_aside` first: what it gives is kept, and handed to its writer once, at the end,
in the same transaction. Left by an exception, or `forgotten`, nothing of it is written: a preview leaves no trace.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

Writer = Callable[[list[Any]], None]


class SetAside:
    """What was set aside, by the writer that will be given it."""

    def __init__(self) -> None:
        self._things: dict[Writer, list[Any]] = {}

    def add(self, write: Writer, things: Iterable[Any]) -> None:
        """Keep these for `write`."""
        self._things.setdefault(write, []).extend(things)

    def of(self, write: Writer) -> list[Any]:
        """What is kept for `write`, in the order in which it came."""
        return self._things.get(write, [])

    def forget(self) -> None:
        """Write nothing of it."""
        self._things = {}

    def hand_over(self) -> None:
        """Give each writer what is its own."""
        for write, things in self._things.items():
            write(things)


_open: ContextVar[SetAside | None] = ContextVar("gathering", default=None)


@contextmanager
def gathering() -> Iterator[SetAside]:
    """Set aside what rooms would write for each change, and hand it over at the end."""
    gathered = SetAside()
    token = _open.set(gathered)
    try:
        yield gathered
    finally:
        _open.reset(token)
    gathered.hand_over()


def set_aside(write: Writer, things: Iterable[Any]) -> bool:
    """Whether these were kept for later; if not, whoever asks writes them now."""
    gathered = _open.get()
    if gathered is None:
        return False
    gathered.add(write, things)
    return True
