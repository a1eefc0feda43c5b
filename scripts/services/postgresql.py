"""A PostgreSQL cluster of the tests' own: role, password and database `odd17`, no flush, loopback only."""

import re
import shutil
import signal
import sys
from pathlib import Path

from scripts.services.accounts import Account
from scripts.services.console import ServiceError
from scripts.services.places import own_folder
from scripts.services.processes import run
from scripts.services.programs import find_program, install, major_version
from scripts.services.server import Command, Ground, Server, plain_env
from scripts.services.state import Record
from scripts.services.versions import OLDEST_MAJOR, VERSIONS

# The server listens on 127.0.0.1 only and holds test data: the same words as in compose.yml, no secret.
OWNER = "odd17"
SUPERUSER = "postgres"
# macOS knows C.UTF-8 in its newest releases only; C sorts the same way.
LOCALE = "C.UTF-8" if sys.platform == "linux" else "C"
UNSAFE_BUT_FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


class PostgreSQL(Server):
    name = "postgresql"
    # A fast shutdown: the polite TERM would wait for a forgotten psql to leave.
    polite = signal.SIGINT

    def prepare(self, ground: Ground) -> Command:
        bin_folder, major = self._programs(ground.account)
        folder = own_folder(ground.place / f"postgresql-{major}", ground.account)
        sockets = own_folder(ground.place / "s", ground.account)
        if not (folder / "settled").exists():
            self._init(bin_folder, folder, ground.account)
        words: list[str | Path] = [bin_folder / "postgres", "-D", folder / "data", "-k", sockets]
        words += ["-h", "127.0.0.1", "-p", str(ground.port)]
        words += [word for setting in UNSAFE_BUT_FAST for word in ("-c", setting)]
        url = f"postgresql://{OWNER}:{OWNER}@127.0.0.1:{ground.port}/{OWNER}"
        return Command(words, plain_env(folder), folder, ground.place / "postgresql.log", url)

    def _programs(self, account: Account | None) -> tuple[Path, int]:
        found = _installed(account)
        if not found:
            install("postgresql", title=self.title)
            found = _installed(account)
        if not found:
            raise ServiceError(
                f"PostgreSQL ≥ {OLDEST_MAJOR['postgresql']} is needed and none was found: install the "
                "package `postgresql`, or put its folder of programs (with initdb) on the PATH."
            )
        wanted = int(VERSIONS["postgresql"])
        major = wanted if wanted in found else max(found)
        return found[major], major

    def _init(self, bin_folder: Path, folder: Path, account: Account | None) -> None:
        # Without the file `settled`, an earlier start was cut short: what it left holds nothing of anyone's.
        shutil.rmtree(folder / "data", ignore_errors=True)
        words: list[str | Path] = [
            bin_folder / "initdb",
            "-D",
            folder / "data",
            "-U",
            SUPERUSER,
            "-E",
            "UTF8",
        ]
        password = folder / "password"
        password.write_text(f"{OWNER}\n")
        words += [f"--locale={LOCALE}", "--auth=scram-sha-256", f"--pwfile={password}", "--no-sync"]
        made = run(words, env=plain_env(folder), account=account, cwd=folder)
        if made.returncode != 0:
            raise ServiceError(
                f"initdb could not make the cluster in {folder}: {made.stderr.strip()[-600:]}. "
                f"Once that is cured, start again."
            )

    def is_ready(self, record: Record) -> bool:
        return self._psql(record, f"postgresql://{SUPERUSER}:{OWNER}@127.0.0.1:{record.port}/postgres", "SELECT 1")

    def settle(self, record: Record, ground: Ground) -> None:
        _, major = self._programs(ground.account)
        settled = ground.place / f"postgresql-{major}" / "settled"
        if settled.exists():
            return
        administration = f"postgresql://{SUPERUSER}:{OWNER}@127.0.0.1:{record.port}/postgres"
        role = f"CREATE ROLE {OWNER} LOGIN CREATEDB PASSWORD '{OWNER}'"
        self._psql(record, administration, role)
        self._psql(record, administration, f"CREATE DATABASE {OWNER} OWNER {OWNER}")
        if not self._psql(record, record.url, "SELECT 1"):
            raise ServiceError(f"PostgreSQL refused the role or the database {OWNER}: read {record.log}.")
        settled.touch()

    def _psql(self, record: Record, url: str, sql: str) -> bool:
        psql = find_program("psql", folders=_folders())
        if psql is None:
            raise ServiceError("PostgreSQL's client psql is missing: install the package `postgresql-client`.")
        env = {**plain_env(Path(record.log).parent), "PGCONNECT_TIMEOUT": "3"}
        return run([psql, "-X", "-q", "-c", sql, url], env=env).returncode == 0


def _folders() -> list[Path]:
    """Debian keeps the server's programs off the PATH, one folder for each major version."""
    debian = Path("/usr/lib/postgresql").glob("*/bin")
    return sorted(debian, key=lambda folder: [int(n) for n in re.findall(r"\d+", str(folder))], reverse=True)


def _installed(account: Account | None) -> dict[int, Path]:
    """The folder of programs for each major version that is whole and new enough."""
    on_path = find_program("initdb")
    folders = [*_folders(), *([on_path.resolve().parent] if on_path else [])]
    found: dict[int, Path] = {}
    for folder in folders:
        server = folder / "postgres"
        if server.exists() and (folder / "initdb").exists():
            major = major_version(run([server, "--version"], account=account).stdout)
            if major >= OLDEST_MAJOR["postgresql"]:
                found.setdefault(major, folder)
    return found
