"""Visitors: so many requests a second of several kinds, whatever becomes of those before."""

import http.client
import itertools
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field

PAGE, SEARCH, API = "page", "search", "api"
#: Seconds after which a visitor has gone.
PATIENCE = 30.0
WORDS = ("mobilite", "eau", "emploi", "jeunes", "alliance", "culture", "donnees", "guide", "formation", "climat")
PATHS: tuple[tuple[str, str], ...] = (
    (PAGE, "/"),
    (PAGE, "/agir/"),
    (PAGE, "/comprendre/"),
    (SEARCH, "/recherche/?q={word}"),
    (PAGE, "/perenniser/"),
    (API, "/api/v3/recherche/?q={word}"),
    (PAGE, "/cap/"),
    (API, "/api/v3/contenus/?limit=5"),
)


@dataclass(frozen=True, slots=True)
class Answered:
    """One request: its kind and path, the status (0: no answer), seconds."""

    kind: str
    path: str
    status: int
    seconds: float


@dataclass
class Crowd:
    """What visitors have seen so far."""

    host: str
    port: int
    seen: list[Answered] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def ask(self, kind: str, path: str) -> None:
        """One request."""
        began = time.monotonic()
        connection = http.client.HTTPConnection(self.host, self.port, timeout=PATIENCE)
        try:
            connection.request("GET", path)
            with connection.getresponse() as answer:
                answer.read()
            status = answer.status
        except (OSError, http.client.HTTPException):
            status = 0
        finally:
            connection.close()
        with self._lock:
            self.seen.append(Answered(kind, path, status, time.monotonic() - began))

    def warm(self) -> None:
        """Ask for everything once, one after the other: what is measured is a site that has been read before."""
        for (kind, path), word in itertools.product(PATHS, WORDS):
            self.ask(kind, path.format(word=word))

    def taken(self) -> list[Answered]:
        """What was seen since the last call."""
        with self._lock:
            found, self.seen = self.seen, []
        return found


@contextmanager
def coming(crowd: Crowd, *, a_second: float) -> Iterator[None]:
    """Send them for the length of the block; those who wait at its end are waited for."""
    over = threading.Event()

    def send() -> None:
        paths, words = itertools.cycle(PATHS), itertools.cycle(WORDS)
        turn = time.monotonic()
        while not over.is_set():
            kind, path = next(paths)
            visitors.submit(crowd.ask, kind, path.format(word=next(words)))
            turn += 1 / a_second
            over.wait(max(0.0, turn - time.monotonic()))

    with ThreadPoolExecutor(max_workers=200) as visitors:
        sender = threading.Thread(target=send)
        sender.start()
        try:
            yield
        finally:
            over.set()
            sender.join()


@dataclass(frozen=True, slots=True)
class Told:
    """What visitors were answered: how many, 5xx and silence on pages and elsewhere, the slowest in seconds.

    `broken`: how often, by (path, status).
    """

    answers: int
    broken_pages: int
    broken_others: int
    slowest: float
    broken: Counter[tuple[str, int]]


def told(seen: Sequence[Answered]) -> Told:
    """The sum of it."""
    broken = [one for one in seen if one.status == 0 or one.status >= 500]
    return Told(
        answers=len(seen),
        broken_pages=sum(one.kind == PAGE for one in broken),
        broken_others=sum(one.kind != PAGE for one in broken),
        slowest=max((one.seconds for one in seen), default=0.0),
        broken=Counter((one.path, one.status) for one in broken),
    )
