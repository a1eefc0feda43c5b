"""What the three servers have in common: how each is prepared, launched, asked whether it is up, ended."""

import signal
from abc import ABC, abstractmethod
from dataclasses import dataclass
from pathlib import Path

from scripts.services.accounts import Account
from scripts.services.state import Record
from scripts.services.versions import TITLES


@dataclass(frozen=True)
class Ground:
    """What a server is given to stand on. `ports` are free and its own."""

    place: Path
    account: Account | None
    ports: list[int]

    @property
    def port(self) -> int:
        return self.ports[0]


@dataclass(frozen=True)
class Command:
    """How a prepared server starts: words, whole environment, working folder, log, and its URL to be."""

    words: list[str | Path]
    env: dict[str, str]
    cwd: Path
    log: Path
    url: str


class Server(ABC):
    name: str
    polite = signal.SIGTERM
    limit = 60.0

    @property
    def title(self) -> str:
        return TITLES[self.name]

    @abstractmethod
    def prepare(self, ground: Ground) -> Command:
        """Find or fetch the program, make its folders; raises a `ServiceError` that says what to do."""

    @abstractmethod
    def is_ready(self, record: Record) -> bool:
        """Whether the server answers a real question, not only its port."""

    def settle(self, record: Record, ground: Ground) -> None:  # noqa: B027 -- most servers need nothing
        """What must be done once, after the first answer."""


def plain_env(home: Path) -> dict[str, str]:
    """A small environment, so that a developer's PG… or JAVA… variables do not leak into the servers."""
    path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
    return {"PATH": path, "HOME": str(home), "LC_ALL": "C.UTF-8", "TZ": "UTC"}
