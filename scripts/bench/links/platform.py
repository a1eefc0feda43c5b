"""Ours as it runs in production: Celery takes what is due, PostgreSQL keeps what was seen; and 100 000 rows of it.

Needs `DATABASE_URL` and `REDIS_URL`, or the servers of `make services`. The database is made for the measure and
dropped after it; Redis is used under a number of its own.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from scripts.bench.links.running import peak_of, work_of
from scripts.bench.memory import family
from scripts.demo.kinship import tied_to_me
from scripts.demo.places import ROOT

REDIS_NUMBER = 12
PATIENCE_S = 300.0
WANTED = ("DATABASE_URL", "REDIS_URL")


class ServersMissingError(Exception):
    """Why the platform cannot be measured here, in a sentence."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A whole run through the queue. `cpu_s` is the workers' own work; `states` counts links by state."""

    seconds: float
    cpu_s: float
    rss_mib: float
    states: dict[str, int]


def servers() -> dict[str, str]:
    """The two addresses, from the environment or from what `make services` has started."""
    given = {name: os.environ[name] for name in WANTED if os.environ.get(name)}
    if len(given) == len(WANTED):
        return given
    answer = subprocess.run(
        [sys.executable, "-m", "scripts.services", "env"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    lines = (line.removeprefix("export ").partition("=") for line in answer.stdout.splitlines())
    found = {name: value.strip("'\"") for name, _, value in lines if name in WANTED}
    if len(found) < len(WANTED):
        raise ServersMissingError("PostgreSQL and Redis are not there: `make services` starts them")
    return found


@contextmanager
def installed(folder: Path) -> Iterator[dict[str, str]]:
    """The environment of an installation with a database of its own."""
    import psycopg  # only where there are servers to talk to
    import redis

    given = servers()
    name = f"odd17_bench_links_{os.getpid()}"
    own = {key: value for key, value in os.environ.items() if not key.endswith("_URL")}
    own |= {
        "DATABASE_URL": urlsplit(given["DATABASE_URL"])._replace(path=f"/{name}").geturl(),
        "REDIS_URL": urlsplit(given["REDIS_URL"])._replace(path=f"/{REDIS_NUMBER}").geturl(),
        "VAR_DIR": str(folder),
        "LINKS_ALLOW_LOOPBACK": "true",
        "LINKS_CONCURRENCY": "100",
        "LOG_LEVEL": "WARNING",
        "DJANGO_SETTINGS_MODULE": "cms.settings",
    }
    try:
        with psycopg.connect(given["DATABASE_URL"], autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
    except psycopg.Error as exc:
        raise ServersMissingError(f"PostgreSQL refuses a database for the measure: {exc}") from exc
    try:
        # What a measure that broke off left there is for another database.
        redis.Redis.from_url(own["REDIS_URL"]).flushdb()
        _manage(own, "migrate", "--verbosity", "0")
        yield own
    finally:
        with psycopg.connect(given["DATABASE_URL"], autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def checked(environment: dict[str, str], urls: Path, *, workers: int = 2) -> Checked:
    """Every address of the list through the queue, once."""
    environment = environment | {"LINKS_CANARIES": urls.read_text(encoding="utf-8").split()[0]}
    clerk(environment, "put", str(urls))
    command = [sys.executable, "-m", "celery", "--app", "workers", "worker", "--pool", "prefork"]
    command += ["--concurrency", str(workers), "--queues", "links", "--without-gossip", "--without-mingle"]
    log = Path(environment["VAR_DIR"]) / "bench-worker.log"
    with log.open("wb") as file:
        worker = subprocess.Popen(  # noqa: S603 -- our own worker
            [*command, "--loglevel", "INFO"],
            cwd=ROOT,
            env=environment,
            stdout=file,
            stderr=file,
            preexec_fn=tied_to_me(),
        )
    try:
        _wait_for_worker(worker, log)
        pids = family(worker.pid)
        before = work_of(pids)
        found = clerk(environment, "check")
        return Checked(found["seconds"], work_of(pids) - before, peak_of(pids), found["states"])
    finally:
        worker.terminate()
        worker.wait()


def _wait_for_worker(worker: "subprocess.Popen[bytes]", log: Path) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while b" ready." not in log.read_bytes():
        if worker.poll() is not None or time.monotonic() > deadline:
            raise ServersMissingError(f"the worker did not start: {log.read_text()[-400:]}")
        time.sleep(0.1)


def clerk(environment: dict[str, str], *request: str) -> Any:
    """What `scripts.bench.links.clerk` answers, in a process that knows Django."""
    return json.loads(_called(environment, [sys.executable, "-m", "scripts.bench.links.clerk", *request]))


def _manage(environment: dict[str, str], *arguments: str) -> str:
    return _called(environment, [sys.executable, "manage.py", *arguments])


def _called(environment: dict[str, str], command: Sequence[str]) -> str:
    run = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    if run.returncode:
        raise ServersMissingError(f"{command[2]}: {run.stderr.strip()[-400:]}")
    return run.stdout
