"""What both databases can do for a backup."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Progress = Callable[[int, int], None]
Execute = Callable[[str], Iterable[tuple[Any, ...]]]


@dataclass(frozen=True, slots=True)
class Holdings:
    """What a database held at one moment: rows of each table, migrations as « app.name »."""

    counts: dict[str, int]
    migrations: list[str]


class Vault(ABC):
    """One database. Errors are BackupError."""

    profile: str
    file: str

    @abstractmethod
    def put_away(self, path: Path, progress: Progress) -> Holdings:
        """Write what the database holds at one moment to a file, while others write; what it holds by that file."""

    @abstractmethod
    def take_up(self, path: Path, progress: Progress) -> None:
        """Replace all that the database holds by the file, at once or not at all."""

    @abstractmethod
    def scratch(self, path: Path, folder: Path) -> AbstractContextManager[tuple[str, Holdings]]:
        """The file restored into a database that goes with this block: its DATABASE_URL, and what it holds."""


def holdings(execute: Execute, tables: Iterable[str]) -> Holdings:
    """Count every table, and list the migrations."""
    names = sorted(tables)
    counts = {name: next(iter(execute(f'SELECT count(*) FROM "{name}"')))[0] for name in names}  # noqa: S608 -- names of tables
    migrations: list[str] = []
    if "django_migrations" in counts:
        migrations = [f"{app}.{name}" for app, name in execute("SELECT app, name FROM django_migrations")]
    return Holdings(counts, sorted(migrations))
