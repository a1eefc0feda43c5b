"""What the two real processes hold at rest, after fifty requests. Linux only: read from /proc."""

import os
import resource
import signal
import socket
import subprocess
import time
import urllib.error
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from scripts.bench.report import Section, Table
from scripts.demo.places import ROOT
from scripts.demo.processes import OPENER, environment, web_command, worker_command

MIB_AT_MOST = 250.0
REQUESTS = 50
PATIENCE = 90.0
REST = 3.0
PATHS = ("/", "/recherche/", "/recherche/?q=mobilit%C3%A9", "/api/v3/recherche/?q=eau", "/agir/")
PROC = Path("/proc")
Row = tuple[str, float, float, int]
ReadyCheck = Callable[[], bool]
TEXT = (
    f"The processes that `make demo` starts, on a port of their own, {REQUESTS} requests, then {REST:.0f} seconds of "
    "rest; children are added to their parent. PSS shares out what several processes hold together; RSS counts it in "
    "each, twice where one was forked from the other."
)


def can_measure() -> bool:
    """Whether this system tells what a process holds."""
    return (PROC / "self" / "smaps_rollup").exists()


def rows(folder: Path) -> list[Row]:
    """(process, RSS, PSS, processes) in MiB, of the web server and of the worker."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    url = f"http://127.0.0.1:{port}"
    variables = environment(host="127.0.0.1", port=port) | {"SITE_URL": url}
    with (
        running(web_command("127.0.0.1", port), variables, folder / "bench-web.log") as web,
        running(worker_command(), variables, folder / "bench-worker.log") as worker,
    ):
        wait_for(lambda: answers(f"{url}/"), "the web server", folder / "bench-web.log")
        wait_for(
            lambda: b" ready." in (folder / "bench-worker.log").read_bytes(), "the worker", folder / "bench-worker.log"
        )
        for number in range(REQUESTS):
            with OPENER.open(url + PATHS[number % len(PATHS)], timeout=30) as answer:
                answer.read()
        time.sleep(REST)
        return [("web", *held(web)), ("worker with beat", *held(worker))]


def held(pid: int) -> tuple[float, float, int]:
    """(RSS, PSS, how many processes) of `pid` and everything below it, in MiB."""
    pids = family(pid)
    totals = [_rollup(one) for one in pids]
    return sum(rss for rss, _ in totals) / 1024, sum(pss for _, pss in totals) / 1024, len(pids)


def forget_peak() -> None:
    """Let `peak` begin anew; children that have ended stay counted."""
    if can_measure():
        (PROC / "self" / "clear_refs").write_text("5")


def peak() -> float:
    """What this process has held at most since `forget_peak`, in MiB; 0 where the system does not say it."""
    if not can_measure():
        return 0.0
    lines = (PROC / "self" / "status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM:"))


def peak_of_children() -> float:
    """What the largest of the children that have ended held at most, in MiB."""
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


def family(pid: int) -> list[int]:
    """`pid`, its children and theirs."""
    found = [pid]
    for parent in found:
        for task in (PROC / str(parent) / "task").iterdir():
            found += [int(child) for child in (task / "children").read_text().split()]
    return found


def _rollup(pid: int) -> tuple[int, int]:
    fields = {}
    for line in (PROC / str(pid) / "smaps_rollup").read_text().splitlines()[1:]:
        name, _, value = line.partition(":")
        fields[name] = int(value.split()[0])
    return fields["Rss"], fields["Pss"]


@contextmanager
def running(command: list[str], variables: dict[str, str], log: Path, *, place: Path = ROOT) -> Iterator[int]:
    """The number of a process, which ends with the block."""
    with log.open("wb") as file:
        process = subprocess.Popen(command, cwd=place, env=variables, stdout=file, stderr=file, start_new_session=True)  # noqa: S603 -- our own interpreter and fixed modules
    try:
        yield process.pid
    finally:
        # The session is the process's own: nothing else is in its group.
        os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def answers(url: str) -> bool:
    try:
        with OPENER.open(url, timeout=30) as answer:
            return bool(answer.status == 200)
    except urllib.error.HTTPError as exc:
        raise RuntimeError(f"{url} answered {exc.code}") from exc
    except OSError:
        return False


def wait_for(ready: ReadyCheck, what: str, log: Path, *, pause: float = 0.1) -> None:
    deadline = time.monotonic() + PATIENCE
    while not ready():
        if time.monotonic() > deadline:
            raise RuntimeError(f"{what} does not answer; its log:\n{log.read_text(errors='replace')[-2000:]}")
        time.sleep(pause)


def section(found: list[Row]) -> Section:
    """The report."""
    shown = [(name, f"{rss:.0f}", f"{pss:.0f}", str(count)) for name, rss, pss, count in found]
    targets = [
        (f"{name} at rest, PSS", f"≤ {MIB_AT_MOST:.0f} MiB", f"{pss:.0f} MiB", pss <= MIB_AT_MOST)
        for name, _, pss, _ in found
    ]
    return Section("memory", "Memory", TEXT, [Table(("process", "RSS MiB", "PSS MiB", "processes"), shown)], targets)
