"""Lanes: how many dear answers are made at once in a process, how many may wait for their turn, and for how long.

A web process has some threads (`scripts/demo/processes.py`) and one interpreter. Whatever is dear goes through a lane
of its kind: so many at once, so many behind them, and the next is refused at once instead of waiting with all others.
All places of all lanes together are fewer than the threads: pages, which have turns of their own, always find one. One
address never takes all places of a lane: who hammers it keeps nobody else out.
"""

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from ground.edges.turns import PAGES, Turns


class LaneFullError(Exception):
    """No place is left, or none came free in time. `retry` is when to come back, in seconds."""

    def __init__(self, retry: int) -> None:
        super().__init__("no place is left")
        self.retry = retry


@dataclass(frozen=True)
class Lane:
    """A lane. `patience`: seconds that one who waits is kept; `retry`: those after which a refused one is invited."""

    name: str
    at_once: int
    waiting: int
    patience: float
    retry: int
    _turns: Turns = field(init=False, repr=False, compare=False)
    _here: Counter[str] = field(init=False, repr=False, compare=False, default_factory=Counter)
    _door: threading.Lock = field(init=False, repr=False, compare=False, default_factory=threading.Lock)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_turns", Turns(self.at_once))

    @property
    def places(self) -> int:
        """How many may be here, at work or waiting."""
        return self.at_once + self.waiting

    @contextmanager
    def place(self, who: str) -> Iterator[None]:
        """A turn for this caller, once there is one. Raises LaneFullError, at once where all places are taken."""
        self._come(who)
        try:
            with PAGES.left():
                if not self._turns.take(self.patience):
                    raise LaneFullError(self.retry)
                try:
                    yield
                finally:
                    self._turns.give_back()
        finally:
            self._go(who)

    def _come(self, who: str) -> None:
        with self._door:
            if self._here.total() >= self.places or self._here[who] >= max(1, self.places - 1):
                raise LaneFullError(self.retry)
            self._here[who] += 1

    def _go(self, who: str) -> None:
        with self._door:
            self._here[who] -= 1
            if not self._here[who]:
                del self._here[who]


#: Searches: some ten milliseconds, so that the last who waits does so for a third of a second.
SEARCHES = Lane("recherches", at_once=2, waiting=22, patience=5, retry=2)
#: Results of the A.D.O.C., pages of a C.A.P.: tens of milliseconds, a hundred for the largest.
READINGS = Lane("lectures", at_once=2, waiting=8, patience=5, retry=2)
#: What is made whole to be taken away: a file, a print. Hundreds of milliseconds, most of them Python’s own.
DOCUMENTS = Lane("documents", at_once=1, waiting=2, patience=5, retry=5)
#: A hash that is slow on purpose: a quarter of a second of one core, without the interpreter.
PASSWORDS = Lane("mots de passe", at_once=1, waiting=2, patience=5, retry=5)
#: A mail that is sent while somebody waits: its server may take its time.
MAILS = Lane("courriels", at_once=1, waiting=1, patience=5, retry=20)
LANES = (SEARCHES, READINGS, DOCUMENTS, PASSWORDS, MAILS)
