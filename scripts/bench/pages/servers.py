"""The sites that are measured: this build, the one of before, and stock Wagtail, each on a port of its own."""

import io
import json
import os
import shutil
import subprocess
import sys
import tarfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from scripts.bench.memory import answers, can_measure, family, held, running, wait_for
from scripts.bench.place import HOST, free_port
from scripts.demo.places import ROOT
from scripts.demo.processes import environment, web_command

#: The last commit that made each page anew for each visitor.
BEFORE = "89ffe3a712"
WAGTAIL_CACHE = "wagtail-cache==3.0.0"
TICKS = os.sysconf("SC_CLK_TCK")
#: How a build says by which command it is served.
ASK_COMMAND = (
    "import json, sys; from scripts.demo.processes import web_command; "
    "print(json.dumps(web_command('127.0.0.1', int(sys.argv[1]))))"
)


class MissingError(Exception):
    """Something to compare with cannot be had; the sentence says how to have it."""


class Served(NamedTuple):
    """A web server that answers: its port, its process, and the seconds from its start to its first answer."""

    port: int
    process: int
    seconds: float

    @property
    def pss(self) -> float:
        """What it holds, in MiB; 0 where the system does not tell."""
        return held(self.process)[1] if can_measure() else 0.0

    @property
    def cpu(self) -> float:
        """The milliseconds that it and its children have worked."""
        ticks = 0
        for one in family(self.process):
            fields = Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()
            ticks += int(fields[11]) + int(fields[12])
        return ticks * 1_000 / TICKS


@contextmanager
def ours(folder: Path, **variables: str) -> Iterator[Served]:
    """This build."""
    port = free_port()
    named = environment(host=HOST, port=port) | {"SITE_URL": f"http://{HOST}:{port}"} | variables
    with served(web_command(HOST, port), named, folder / "bench-ours.log", port) as found:
        yield found


@contextmanager
def before(folder: Path, code: Path) -> Iterator[Served]:
    """The build whose code stands in `code`, on a copy of the same database and index."""
    port = free_port()
    copied = folder.with_name(f"{folder.name}-before")
    shutil.rmtree(copied, ignore_errors=True)
    shutil.copytree(folder, copied, ignore=shutil.ignore_patterns("*.log"))
    named = environment(host=HOST, port=port) | {"SITE_URL": f"http://{HOST}:{port}", "VAR_DIR": str(copied)}
    asked = [sys.executable, "-c", ASK_COMMAND, str(port)]
    command = json.loads(subprocess.run(asked, cwd=code, env=named, capture_output=True, check=True).stdout)  # noqa: S603
    try:
        with served(command, named, folder / "bench-before.log", port, place=code) as found:
            yield found
    finally:
        shutil.rmtree(copied, ignore_errors=True)


@contextmanager
def stock(folder: Path, *, cached: bool) -> Iterator[Served]:
    """Stock Wagtail, whose tables were filled (`fill_stock`), by the same server with as many threads."""
    port = free_port()
    command = [*web_command(HOST, port)[:-1], "scripts.bench.pages.stock.wsgi:application"]
    with served(command, stock_environment(folder, cached=cached), folder / "bench-stock.log", port) as found:
        yield found


@contextmanager
def served(
    command: Sequence[str], variables: Mapping[str, str], log: Path, port: int, *, place: Path = ROOT
) -> Iterator[Served]:
    """The web server that this command starts, once it answers."""
    began = time.monotonic()
    with running(list(command), dict(variables), log, place=place) as process:
        wait_for(lambda: answers(f"http://{HOST}:{port}/"), "the web server", log, pause=0.01)
        yield Served(port, process, time.monotonic() - began)


def code_of(revision: str, folder: Path) -> Path:
    """The files of that revision, in a folder of their own. Raises MissingError."""
    asked = ["git", "-C", str(ROOT), "archive", revision]
    found = subprocess.run(asked, capture_output=True, check=False)  # noqa: S603
    if found.returncode:
        raise MissingError(
            f"{revision} is not in this clone: `git fetch --unshallow`, or name another one with --before."
        )
    place = folder / "before"
    with tarfile.open(fileobj=io.BytesIO(found.stdout)) as archive:
        archive.extractall(place, filter="data")
    return place


def stock_environment(folder: Path, *, cached: bool) -> dict[str, str]:
    """What the stock site's processes are started with."""
    said = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    paths = [str(ROOT), str(folder / "wagtail-cache")]
    return said | {
        "PYTHONPATH": os.pathsep.join(paths),
        "DJANGO_SETTINGS_MODULE": "scripts.bench.pages.stock.settings",
        "STOCK_DIR": str(folder),
        "STOCK_CACHE": "1" if cached else "",
    }


def fetch_wagtail_cache(folder: Path) -> None:
    """Have `wagtail-cache` beside our own packages. Raises MissingError."""
    place = folder / "wagtail-cache"
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", str(place), WAGTAIL_CACHE]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise MissingError(f"{WAGTAIL_CACHE} could not be fetched: {done.stderr.strip().splitlines()[-1:]}")


def fill_stock(folder: Path, pages: int, lengths: Mapping[str, int]) -> dict[str, str]:
    """The addresses of the stock site’s measured pages, by name."""
    order = json.dumps({"pages": pages, "lengths": dict(lengths)})
    command = [sys.executable, "-m", "scripts.bench.pages.stock.fill", order]
    named = stock_environment(folder, cached=False)
    done = subprocess.run(command, cwd=ROOT, env=named, capture_output=True, text=True, check=True)  # noqa: S603
    found: dict[str, str] = json.loads(done.stdout)
    return found
