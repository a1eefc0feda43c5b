"""Reads the news, and tells of anything kept whether it is still what visitors should read."""

import logging
import threading
import time
from dataclasses import dataclass, field
from typing import Any

from ground.machine.sparing import SparingLog
from ground.news.places import NewsAwayError, NewsPlace, ThreadLostError
from ground.news.telling import AFTER, BEFORE, place, tell_what_is_owed

log = SparingLog(logging.getLogger(__name__))
#: Seconds after which a change that was announced, and of which nothing more is heard, is taken for done.
PATIENCE = 60.0
#: Beyond this many different things, all is taken for out of date: the list of them must end somewhere.
NAMES_AT_MOST = 50_000


@dataclass(frozen=True, slots=True)
class _Coming:
    """A change that is under way."""

    keys: frozenset[str]
    until: float


@dataclass
class Watch:
    """What one process knows of the news. `number` counts what it has read: whatever is kept bears the one of before
    it was made."""

    source: NewsPlace | None = None
    number: int = 1
    _mark: Any = None
    #: Below this number everything is out of date.
    _floor: int = 0
    _last: dict[str, int] = field(default_factory=dict)
    _coming: dict[str, _Coming] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def look(self) -> int:
        """Read what is new; the number of now, 0 when it cannot be known: then nothing that is kept may be used."""
        with self._lock:
            try:
                tell_what_is_owed()
                self._mark, lines = (self.source or place()).read(self._mark)
            except ThreadLostError as lost:
                self._mark, lines = lost.mark, lost.lines
                self._forget()
            except NewsAwayError as exc:
                log.warning("read", "The news cannot be read, no page is taken from what is kept: %s", exc)
                self._forget()
                return 0
            for line in lines:
                self._hear(line)
            if self._coming:
                self._end_waiting()
            return self.number

    def is_fresh(self, since: int, keys: frozenset[str]) -> bool:
        """Whether nothing that was made of `keys` after the news `since` is out of date, or about to be."""
        if since < self._floor:
            return False
        for one in self._coming.values():
            if not one.keys.isdisjoint(keys):
                return False
        if since == self.number:
            return True
        last = self._last
        return all(last.get(key, 0) <= since for key in keys)

    def forget(self) -> None:
        """All that is kept is out of date, and nothing that was told until now is under way."""
        self.look()
        with self._lock:
            self._forget()
            self._coming = {}

    def _hear(self, line: str) -> None:
        kind, _, said = line.partition(" ")
        name, *keys = said.split(" ")
        # Whoever looks at what is coming meanwhile has the dictionary of before.
        if kind == BEFORE:
            self._coming = {**self._coming, name: _Coming(frozenset(keys), time.monotonic() + PATIENCE)}
        elif kind == AFTER:
            self._coming = {other: one for other, one in self._coming.items() if other != name}
            self._is_done(keys)

    def _is_done(self, keys: Any) -> None:
        self.number += 1
        self._last.update(dict.fromkeys(keys, self.number))
        if len(self._last) > NAMES_AT_MOST:
            self._forget()

    def _end_waiting(self) -> None:
        now = time.monotonic()
        over = [one for one in self._coming.values() if one.until < now]
        if over:
            self._coming = {name: one for name, one in self._coming.items() if one not in over}
            for one in over:
                self._is_done(one.keys)

    def _forget(self) -> None:
        self.number += 1
        self._floor = self.number
        self._last.clear()


#: The one of this process.
watch = Watch()
