"""A server that was away a moment ago is left alone: nobody else waits to learn the same.

Michael Nygard, « Release It! » (2007), calls it a circuit breaker. Shared by the threads of a process.
"""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

#: Seconds without asking after an outage.
REST = 5.0


class LeftAloneError(Exception):
    """It was away a moment ago, and is not asked again yet."""


class Breaker:
    """Closed while the server answers; for `rest` seconds after an outage nobody asks, then one does."""

    def __init__(self, rest: float = REST, clock: Callable[[], float] = time.monotonic) -> None:
        self._rest = rest
        self._clock = clock
        self._lock = threading.Lock()
        self._away_until: float | None = None

    @contextmanager
    def asking(self, *outages: type[Exception]) -> Iterator[None]:
        """Around a question. Raises LeftAloneError instead of waiting again; what the question raises goes through."""
        with self._lock:
            if self._away_until is not None:
                if self._clock() < self._away_until:
                    raise LeftAloneError
                # This one tries; until it knows, the others pass by.
                self._away_until = self._clock() + self._rest
        try:
            yield
        except outages:
            self._away_until = self._clock() + self._rest
            raise
        except Exception:
            # A refusal is an answer.
            self._away_until = None
            raise
        self._away_until = None

    @property
    def is_open(self) -> bool:
        """Whether nobody asks just now."""
        until = self._away_until
        return until is not None and self._clock() < until

    def close(self) -> None:
        """Have it asked again: for tests."""
        self._away_until = None


#: Of Redis, whichever of its uses found it away: the cache, the counts, the news and the broker are one server.
REDIS = Breaker()
