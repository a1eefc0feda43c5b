"""The file of the database, and all that SQLite writes beside it, is its owner's alone."""

import shutil
import sqlite3
import stat
import subprocess
import sys

import pytest
from django.conf import settings
from django.db import connection

from cms.doors.private_database import PrivateConnection


def modes(folder):
    return {one.name: stat.S_IMODE(one.stat().st_mode) for one in folder.iterdir()}


def written(path):
    opened = sqlite3.connect(path, factory=PrivateConnection)
    opened.execute("PRAGMA journal_mode=WAL")
    opened.execute("CREATE TABLE IF NOT EXISTS t (a)")
    opened.commit()
    return opened


def test_new_database_is_private_with_all_that_stands_beside_it(tmp_path):
    opened = written(tmp_path / "db.sqlite3")
    assert modes(tmp_path) == {"db.sqlite3": 0o600, "db.sqlite3-shm": 0o600, "db.sqlite3-wal": 0o600}
    opened.close()


def test_database_of_an_earlier_version_is_closed_as_it_is_opened(tmp_path):
    sqlite3.connect(tmp_path / "db.sqlite3").close()
    kept = sqlite3.connect(tmp_path / "db.sqlite3")
    kept.execute("PRAGMA journal_mode=WAL")
    kept.execute("CREATE TABLE t (a)")
    for one in tmp_path.iterdir():
        one.chmod(0o644)
    opened = written(tmp_path / "db.sqlite3")
    assert set(modes(tmp_path).values()) == {0o600}
    opened.close()
    kept.close()


WRITE_NOW = "import sqlite3, sys; sqlite3.connect(sys.argv[1], timeout=0).execute('INSERT INTO t VALUES (1)')"


def test_another_connection_leaves_the_locks_of_the_first_in_force(tmp_path):
    """Closing any descriptor of the file would give them up: the file is never opened but by SQLite."""
    path = tmp_path / "db.sqlite3"
    first = sqlite3.connect(path, factory=PrivateConnection, isolation_level=None)
    first.execute("CREATE TABLE t (a)")
    first.execute("BEGIN EXCLUSIVE")
    second = sqlite3.connect(path, factory=PrivateConnection)
    other_process = subprocess.run([sys.executable, "-c", WRITE_NOW, path], capture_output=True, text=True, check=False)
    assert other_process.stderr.strip().endswith("database is locked")
    second.close()
    first.close()


def test_copy_of_it_is_as_private(tmp_path):
    written(tmp_path / "db.sqlite3").close()
    shutil.copy(tmp_path / "db.sqlite3", tmp_path / "copie.sqlite3")
    assert modes(tmp_path)["copie.sqlite3"] == 0o600


def test_database_in_memory_and_folder_that_is_not_there(tmp_path):
    sqlite3.connect(":memory:", factory=PrivateConnection).close()
    with pytest.raises(sqlite3.OperationalError):
        written(tmp_path / "nulle-part" / "db.sqlite3")


@pytest.mark.skipif(connection.vendor != "sqlite", reason="a server keeps its own files")
def test_site_opens_its_database_so():
    assert settings.DATABASES["default"]["OPTIONS"]["factory"] is PrivateConnection
