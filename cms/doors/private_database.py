"""The database in a file is its owner's alone: it holds accounts, drafts, addresses for mails.

SQLite gives what it writes beside the file (`-wal`, `-shm`, a journal) the rights of the file, and `cp` those of what
it copies: whatever is made of a private file is private.
"""

import os
import sqlite3
from contextlib import suppress
from pathlib import Path
from typing import Any

PRIVATE = 0o600
BESIDE = ("", "-wal", "-shm", "-journal")


class PrivateConnection(sqlite3.Connection):
    """A connection to a file that nobody but its owner may read, made so before the first byte is in it."""

    def __init__(self, database: str | Path, *args: Any, **options: Any) -> None:
        name = os.fspath(database)
        if not name.startswith((":", "file:")):
            make_private(Path(name))
        super().__init__(database, *args, **options)


def make_private(path: Path) -> None:
    """Make the file, if there is none, and close it and those beside it to everybody but their owner."""
    # Never opened once it is there: whoever closes a file gives up the locks that SQLite holds on it in this process,
    # and two then write at once (sqlite.org/howtocorrupt.html, 2.2).
    with suppress(OSError):  # it is there; or there is no such folder, and SQLite says it better
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, PRIVATE))
    for suffix in BESIDE:
        one = path.with_name(path.name + suffix)
        # Somebody else's file, or one that another process has just put away.
        with suppress(PermissionError, FileNotFoundError):
            if one.stat().st_mode & 0o077:
                one.chmod(PRIVATE)
