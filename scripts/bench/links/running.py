"""One program under measure: its time, the work of its processors, its memory, and what it said."""

import os
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Timer

from scripts.demo.kinship import tied_to_me
from scripts.demo.places import ROOT

SECONDS_AT_MOST = 600.0
PROC = Path("/proc")
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Run:
    """`cpu_s` is user and system time with that of children; `rss_mib` the peak of the largest process."""

    seconds: float
    cpu_s: float
    rss_mib: float
    said: str
    complained: str


def run(command: Sequence[str], *, given: Path | None = None, environment: Mapping[str, str] = os.environ) -> Run:
    """Run a program to its end, with the file `given` as its standard input; it is killed after ten minutes."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err, (given or Path(os.devnull)).open() as stdin:
        began = time.monotonic()
        process = subprocess.Popen(  # noqa: S603 -- the tools that this measure is about
            command, cwd=ROOT, env=environment, stdin=stdin, stdout=out, stderr=err, preexec_fn=tied_to_me()
        )
        killer = Timer(SECONDS_AT_MOST, process.kill)
        killer.start()
        # wait4 alone tells what this child used; what all children used is a sum over the whole measure.
        _, status, used = os.wait4(process.pid, 0)
        seconds = time.monotonic() - began
        killer.cancel()
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        err.seek(0)
        said, complained = (file.read().decode("utf-8", "replace") for file in (out, err))
    return Run(seconds, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, said, complained)


def work_of(pids: Sequence[int]) -> float:
    """Seconds of processor that these running processes have used so far (Linux only)."""
    total = 0.0
    for pid in pids:
        fields = (PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
        total += (int(fields[11]) + int(fields[12])) / TICKS
    return total


def peak_of(pids: Sequence[int]) -> float:
    """The sum of the peaks of resident memory of these running processes, in MiB."""
    total = 0
    for pid in pids:
        for line in (PROC / str(pid) / "status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                total += int(line.split()[1])
    return total / 1024
