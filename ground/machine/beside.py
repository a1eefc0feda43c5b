"""Work that several processes share: forked from this one, so that nothing is loaded twice."""

import os
import pickle
import signal
import struct
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from typing import BinaryIO, Generic, NoReturn, TypeVar

from django.db import connections

T = TypeVar("T")
R = TypeVar("R")
_LENGTH = struct.Struct("!Q")


class ChildLostError(RuntimeError):
    """A process that shared the work ended before it had done its part."""


def in_order(work: Callable[[T], R], items: Sequence[T], *, processes: int) -> Iterator[R]:
    """What `work` gives for each item, in their order, whoever has done it; what it raises is raised here.

    Processes ask the database on connections of their own. Where this one must not be forked (other threads run, a
    transaction is open), or has one core, it does all of it itself.
    """
    processes = min(processes, len(items))
    if processes < 2 or not _may_fork():
        yield from map(work, items)
        return
    # A child must find none that is open: two processes would talk on it.
    connections.close_all()
    children: list[_Child[R]] = []
    try:
        children += (_Child(work, items[first::processes]) for first in range(processes))
        for number in range(len(items)):
            yield children[number % processes].next()
    finally:
        for child in children:
            child.end()


def _may_fork() -> bool:
    is_open = any(connection.in_atomic_block for connection in connections.all(initialized_only=True))
    return hasattr(os, "fork") and threading.active_count() == 1 and not is_open and len(os.sched_getaffinity(0)) > 1


class _Child(Generic[R]):
    """A process that does its items one after the other, and waits when nobody takes what it has."""

    def __init__(self, work: Callable[[T], R], items: Sequence[T]) -> None:
        reading, writing = os.pipe()
        self.pid = os.fork()
        if not self.pid:
            os.close(reading)
            _do(work, items, writing)
        os.close(writing)
        self._answers = os.fdopen(reading, "rb")

    def next(self) -> R:
        """What it gave for its next item."""
        head = self._answers.read(_LENGTH.size)
        body = self._answers.read(_LENGTH.unpack(head)[0]) if len(head) == _LENGTH.size else b""
        if not body:
            raise ChildLostError("A process that shared the work has ended.")
        found, failed = pickle.loads(body)  # noqa: S301  written by a process of ours, on a pipe that nobody else has
        if failed is not None:
            raise failed
        result: R = found
        return result

    def end(self) -> None:
        """End it, if it has not ended."""
        self._answers.close()
        with suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)


def _do(work: Callable[[T], R], items: Sequence[T], writing: int) -> NoReturn:
    """The life of a child. It ends without what this process does at its own end: none of that is the child's."""
    code = 1
    try:
        with os.fdopen(writing, "wb") as answers:
            for item in items:
                try:
                    _send(answers, (work(item), None))
                except BrokenPipeError:
                    raise
                except Exception as exc:  # noqa: BLE001  whatever it is, it is raised where the answer is awaited
                    _send(answers, (None, _sendable(exc)))
                    break
        code = 0
    finally:
        os._exit(code)


def _send(answers: BinaryIO, answer: tuple[object, Exception | None]) -> None:
    body = pickle.dumps(answer)
    answers.write(_LENGTH.pack(len(body)) + body)
    answers.flush()


def _sendable(exc: Exception) -> Exception:
    """The same error, or its words where it cannot be written down."""
    try:
        pickle.loads(pickle.dumps(exc))  # noqa: S301  written a moment ago
    except Exception:  # noqa: BLE001  errors of libraries may want arguments that they do not keep
        return ChildLostError(f"{type(exc).__name__}: {exc}")
    return exc
