"""A log that says once a minute what happens a thousand times: how often it happened stands beside it."""

import logging
import threading
import time
from collections.abc import Callable
from typing import Any

EVERY = 60.0


class SparingLog:
    """Warns of each kind of thing at most once in `every` seconds."""

    def __init__(self, log: logging.Logger, every: float = EVERY, clock: Callable[[], float] = time.monotonic) -> None:
        self._log = log
        self._every = every
        self._clock = clock
        self._lock = threading.Lock()
        self._told: dict[str, float] = {}
        self._kept_back: dict[str, int] = {}

    def warning(self, kind: str, message: str, *args: Any) -> None:
        """Say it, unless this kind was told of a moment ago; then count it."""
        now = self._clock()
        with self._lock:
            if now - self._told.get(kind, -self._every) < self._every:
                self._kept_back[kind] = self._kept_back.get(kind, 0) + 1
                return
            self._told[kind] = now
            more = self._kept_back.pop(kind, 0)
        self._log.warning(f"{message}%s", *args, f" (and {more} times more before)" if more else "")
