"""PostgreSQL, by its own programs: `pg_dump`, `pg_restore` and `psql`, of the server's version or newer.

The password travels in their environment, never in a command that other accounts of the machine could read.
https://www.postgresql.org/docs/current/app-pgdump.html
"""

import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode, urlunsplit
from uuid import uuid4

from django.db import DatabaseError
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.postgresql.client import DatabaseClient
from django.db.backends.utils import CursorWrapper

from cms import env
from cms.backups.databases.contract import Holdings, Progress, Vault, holdings
from cms.backups.failure import BackupError

SCRATCH = "odd17_verification_"
TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"
#: Before a restoration, in its transaction: whoever still works on a table is waited for, not for ever.
EMPTY = """\
SET lock_timeout = '30s';
DO $$ DECLARE one record; BEGIN
FOR one IN SELECT tablename FROM pg_tables WHERE schemaname = current_schema() LOOP
EXECUTE format('DROP TABLE IF EXISTS %I CASCADE', one.tablename);
END LOOP; END $$;
"""


class PostgresqlVault(Vault):
    """The database of the cluster."""

    profile, file = "postgresql", "base.dump"

    def __init__(self, connection: BaseDatabaseWrapper) -> None:
        self.connection = connection

    def put_away(self, path: Path, progress: Progress) -> Holdings:
        dump = program("pg_dump")
        # A connection of its own: its transaction stays open until all is written, and shows the dump its moment.
        beside = self.connection.copy()
        try:
            with beside.cursor() as cursor:
                cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
                cursor.execute("SELECT pg_export_snapshot()")
                [shown] = cursor.fetchone()
                self._run([dump, "--format=custom", f"--snapshot={shown}", f"--file={path}"])
                found = held_by(cursor)
                cursor.execute("ROLLBACK")
        except DatabaseError as exc:
            raise BackupError(f"PostgreSQL ne répond pas comme il faut : {last_line(str(exc))}.") from exc
        finally:
            beside.close()
        progress(1, 1)
        return found

    def take_up(self, path: Path, progress: Progress) -> None:
        self.connection.close()
        self._fill(path, str(self.connection.settings_dict["NAME"]))
        progress(1, 1)

    @contextmanager
    def scratch(self, path: Path, folder: Path) -> Iterator[tuple[str, Holdings]]:
        name = f"{SCRATCH}{uuid4().hex[:12]}"
        quoted = self.connection.ops.quote_name(name)
        try:
            with self.connection._nodb_cursor() as cursor:
                cursor.execute(f"CREATE DATABASE {quoted} TEMPLATE template0")
        except DatabaseError as exc:
            raise BackupError(
                f"Aucune base d’essai n’a pu être créée ({last_line(str(exc))}) : donnez au compte du site le droit "
                "CREATEDB, ou vérifiez la sauvegarde avec un compte qui l’a."
            ) from exc
        try:
            self._fill(path, name)
            beside = self.connection.copy()
            beside.settings_dict = {**beside.settings_dict, "NAME": name}
            try:
                with beside.cursor() as cursor:
                    found = held_by(cursor)
            finally:
                beside.close()
            yield self._url(name), found
        finally:
            with self.connection._nodb_cursor() as cursor:
                cursor.execute(f"DROP DATABASE IF EXISTS {quoted} WITH (FORCE)")

    def _fill(self, path: Path, name: str) -> None:
        """Make of this database what the dump holds, in one transaction."""
        told = [program("pg_restore"), "--no-owner", "--no-privileges", "--file=-", str(path)]
        psql = [program("psql"), "--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1"]
        psql += ["--output=/dev/null", "--file=-"]
        command, environment = self._command(psql, name)
        with (
            subprocess.Popen(told, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as reading,  # noqa: S603 -- found by us
            subprocess.Popen(  # noqa: S603 -- as above
                command,
                env=environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
            ) as writing,
        ):
            assert reading.stdout is not None  # noqa: S101 -- pipes, above
            assert writing.stdin is not None  # noqa: S101
            try:
                writing.stdin.write(EMPTY.encode())
                shutil.copyfileobj(reading.stdout, writing.stdin)
                if reading.wait():
                    writing.kill()  # half a script is not committed: the server rolls back who leaves
                writing.stdin.close()
            except BrokenPipeError:
                pass  # psql has stopped, and says why
            failed = [one for one in (reading, writing) if one.wait()]
            if failed:
                why = b"".join(one.stderr.read() for one in failed if one.stderr).decode(errors="replace")
                raise BackupError(f"PostgreSQL a refusé la sauvegarde, et rien n’y a changé : {first_error(why)}.")

    def _run(self, words: Sequence[str]) -> None:
        command, environment = self._command(words, str(self.connection.settings_dict["NAME"]))
        done = subprocess.run(command, env=environment, capture_output=True, check=False)  # noqa: S603 -- found by us
        if done.returncode:
            why = done.stderr.decode(errors="replace")
            if "No space left" in why:
                raise BackupError("Il n’y a plus de place sur le disque : libérez-en, puis recommencez.")
            raise BackupError(f"« {Path(words[0]).name} » a échoué : {first_error(why)}.")

    def _command(self, words: Sequence[str], name: str) -> tuple[list[str], dict[str, str]]:
        """The whole command, and the environment with the password."""
        settings_dict = {**self.connection.settings_dict, "NAME": name}
        arguments, extra = DatabaseClient.settings_to_cmd_args_env(settings_dict, words[1:])
        return [words[0], *arguments[1:]], env.with_these(**(extra or {}))

    def _url(self, name: str) -> str:
        told = self.connection.settings_dict
        account = quote(str(told["USER"]), safe="") + (
            f":{quote(str(told['PASSWORD']), safe='')}" if told["PASSWORD"] else ""
        )
        options = {key: value for key, value in told.get("OPTIONS", {}).items() if isinstance(value, str)}
        host, port = quote(str(told["HOST"]), safe=""), f":{told['PORT']}" if told["PORT"] else ""
        return urlunsplit(("postgresql", f"{account}@{host}{port}", f"/{name}", urlencode(options), ""))


def held_by(cursor: CursorWrapper) -> Holdings:
    def execute(sql: str) -> list[tuple[Any, ...]]:
        cursor.execute(sql)
        return list(cursor.fetchall())

    return holdings(execute, [str(name) for (name,) in execute(TABLES)])


def program(name: str) -> str:
    """Where a program of PostgreSQL stands: on the PATH, or where Debian puts it, the newest first."""
    found = shutil.which(name)
    if found is None:
        places = Path("/usr/lib/postgresql").glob(f"*/bin/{name}")
        found = next(map(str, sorted(places, key=lambda one: one.parts[4].zfill(4), reverse=True)), None)
    if found is None:
        raise BackupError(f"Le programme {name} de PostgreSQL manque : installez-le (Debian : postgresql-client).")
    return found


def last_line(text: str) -> str:
    return next((line.strip().rstrip(".") for line in reversed(text.splitlines()) if line.strip()), "sans raison dite")


def first_error(text: str) -> str:
    """The line of what a program said that tells what is wrong."""
    lines = [line for line in text.splitlines() if "error" in line.lower() or "fatal" in line.lower()]
    return last_line(lines[0] if lines else text)
