"""SQLite, by its online backup: https://www.sqlite.org/backup.html

One transaction is open on the source all the while, so that the copy is that of one moment and is never begun anew;
in WAL mode, writers do not wait for it. The database in use is never opened as a file: who closes it would give up the
locks of this process (`cms/doors/private_database.py`).
"""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from django.db.backends.base.base import BaseDatabaseWrapper

from cms.backups.databases.contract import Holdings, Progress, Vault, holdings
from cms.backups.failure import BackupError
from cms.doors.private_database import PrivateConnection

PAGES = 2_000  # 8 MB between two words of progress
PATIENCE = 30.0  # seconds that a restoration waits for others to end what they write
TABLES = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite~_%' ESCAPE '~'"


class SqliteVault(Vault):
    """The database of one machine."""

    profile, file = "sqlite", "base.sqlite3"

    def __init__(self, connection: BaseDatabaseWrapper) -> None:
        self.connection = connection

    @property
    def name(self) -> str:
        """The file in use."""
        return str(self.connection.settings_dict["NAME"])

    def put_away(self, path: Path, progress: Progress) -> Holdings:
        if not Path(self.name).exists():
            raise BackupError(f"Il n’y a pas de base de données à sauvegarder : {self.name} n’existe pas.")
        with (
            sentences(path),
            closing(PrivateConnection(self.name, timeout=PATIENCE, isolation_level=None)) as source,
            closing(PrivateConnection(path, isolation_level=None)) as copy,
        ):
            # SQLite begins to read with the first row: from here on, the copy is of this moment.
            source.execute("BEGIN")
            source.execute("SELECT count(*) FROM sqlite_master").fetchone()
            source.backup(copy, pages=PAGES, progress=told_to(progress))
            # One file, without others beside it.
            copy.execute("PRAGMA journal_mode=DELETE")
            return held_by(copy)

    def take_up(self, path: Path, progress: Progress) -> None:
        self.connection.close()
        with sentences(self.name):
            copy_to(path, self.name, progress)

    @contextmanager
    def scratch(self, path: Path, folder: Path) -> Iterator[tuple[str, Holdings]]:
        restored = folder / self.file
        with sentences(restored):
            copy_to(path, restored, lambda done, total: None)
            with closing(PrivateConnection(restored)) as there:
                found = held_by(there)
                broken = there.execute("PRAGMA quick_check").fetchone()[0]
        if broken != "ok":
            raise BackupError(f"La base de données de la sauvegarde est abîmée : {broken}.")
        yield f"sqlite:///{restored}", found


def copy_to(path: Path, restored: str | Path, progress: Progress) -> None:
    """Write all of a file that nobody else uses into a database, in one transaction."""
    with (
        closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)) as source,
        closing(PrivateConnection(restored, timeout=PATIENCE)) as database,
    ):
        source.backup(database, pages=PAGES, progress=told_to(progress))


def held_by(database: sqlite3.Connection) -> Holdings:
    return holdings(database.execute, [name for (name,) in database.execute(TABLES)])


def told_to(progress: Progress) -> Callable[[int, int, int], None]:
    """SQLite tells what is left."""

    def tell(status: int, left: int, total: int) -> None:
        if status in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
            raise sqlite3.OperationalError("database is locked")
        progress(total - left, total)

    return tell


@contextmanager
def sentences(place: object) -> Iterator[None]:
    """What SQLite says, as a sentence."""
    try:
        yield
    except sqlite3.DatabaseError as exc:
        why = str(exc)
        if "full" in why:
            raise BackupError(
                f"Il n’y a plus de place sur le disque ({place}) : libérez-en, puis recommencez."
            ) from exc
        if "locked" in why:
            raise BackupError(f"La base de données {place} est occupée : arrêtez le site, puis recommencez.") from exc
        raise BackupError(f"SQLite ne peut pas lire ou écrire {place} : {why}.") from exc
