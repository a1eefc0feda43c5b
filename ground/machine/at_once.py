"""Calls that let go of Python's lock while they work, spread over the cores of the machine."""

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

_threads: ThreadPoolExecutor | None = None


def at_once(calls: Sequence[Callable[[], Any]]) -> list[Any]:
    """What each call returns, in their order; raises what the first of them raises. This thread makes the first."""
    global _threads  # one pool per process, made by whoever first needs it
    if _threads is None:
        _threads = ThreadPoolExecutor(max_workers=os.cpu_count() or 1, thread_name_prefix="at-once")
    first, *others = calls
    later = [_threads.submit(call) for call in others]
    return [first(), *(one.result() for one in later)]


def _forget() -> None:
    """A process that was forked has none of the threads."""
    global _threads  # as above
    _threads = None


os.register_at_fork(after_in_child=_forget)
