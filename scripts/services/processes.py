"""Processes that outlive this program: launched in a group of their own, found again later, ended by id.

A number alone does not name a process, because the system gives it out again. A record therefore keeps the
moment the process began, and `is_alive` compares it before anyone sends a signal.
"""

import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from scripts.services.accounts import Account
from scripts.services.console import Progress, ServiceError

PROC = Path("/proc")


@dataclass(frozen=True)
class Seen:
    """One process as the system shows it now."""

    pid: int
    group: int
    dead: bool
    began: str


def parse_stat(text: str, *, boot: str) -> Seen:
    """Read a line of /proc/PID/stat (proc(5)); the name in brackets may itself hold spaces and brackets."""
    pid = int(text.split(" ", 1)[0])
    fields = text.rsplit(")", 1)[1].split()
    return Seen(pid=pid, group=int(fields[2]), dead=fields[0] in "ZX", began=f"{boot}/{fields[19]}")


def parse_ps(line: str) -> Seen:
    """Read a line of `ps -o pid=,pgid=,stat=,lstart=`, where the system has no /proc (macOS, BSD)."""
    pid, group, state, *began = line.split()
    return Seen(pid=int(pid), group=int(group), dead=state.startswith("Z"), began=" ".join(began))


def _processes() -> dict[int, Seen]:
    if not (PROC / "self/stat").exists():
        listing = run(["ps", "-A", "-o", "pid=,pgid=,stat=,lstart="], env={**os.environ, "LC_ALL": "C"})
        return {seen.pid: seen for seen in map(parse_ps, listing.stdout.splitlines())}
    boot_id = PROC / "sys/kernel/random/boot_id"
    boot = boot_id.read_text().strip() if boot_id.exists() else ""
    found = {}
    for folder in PROC.iterdir():
        if folder.name.isdigit():
            try:
                seen = parse_stat((folder / "stat").read_text(errors="replace"), boot=boot)
            except OSError:
                continue  # it ended between the listing and the reading
            found[seen.pid] = seen
    return found


def is_group_alive(pid: int, began: str, processes: Mapping[int, Seen]) -> bool:
    """Whether the process `pid` that began at `began`, or anything left of its group, still runs.

    The leader may be gone while its group lives on (Elasticsearch is a launcher and a server). The system
    never gives out the number of a group in use, so another process under that number proves that the group
    has ended.
    """
    leader = processes.get(pid)
    if leader is not None and leader.began != began:
        return False
    return any(seen.group == pid and not seen.dead for seen in processes.values())


def is_alive(pid: int, began: str) -> bool:
    return is_group_alive(pid, began, _processes())


def began_at(pid: int) -> str:
    """The moment a process began, comparable with `==` only; empty when there is none."""
    seen = _processes().get(pid)
    return seen.began if seen else ""


def run(
    command: Sequence[str | Path],
    *,
    env: Mapping[str, str] | None = None,
    account: Account | None = None,
    cwd: Path = Path("/"),
) -> subprocess.CompletedProcess[str]:
    """Run to the end, as `account` when given, and return what it said; a missing program is code 127."""
    words = [str(word) for word in command]
    try:
        return subprocess.run(  # noqa: S603 -- every caller builds its own list of words, no shell reads it
            words,
            env=env,
            stdin=subprocess.DEVNULL,
            cwd=cwd,
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
            umask=0o022,
            user=account.uid if account else None,
            group=account.gid if account else None,
            extra_groups=[] if account else None,
        )
    except OSError as exc:
        return subprocess.CompletedProcess(words, 127, "", str(exc))


def launch(
    command: Sequence[str | Path],
    *,
    env: Mapping[str, str],
    account: Account | None,
    cwd: Path,
    output: IO[bytes],
) -> "subprocess.Popen[bytes]":
    """Start without waiting, in a session of its own, so that Ctrl-C at the terminal does not reach it."""
    try:
        return subprocess.Popen(  # noqa: S603 -- every caller builds its own list of words, no shell reads it
            [str(word) for word in command],
            env=env,
            cwd=cwd,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            umask=0o027,
            user=account.uid if account else None,
            group=account.gid if account else None,
            extra_groups=[] if account else None,
        )
    except OSError as exc:
        raise ServiceError(f"{command[0]} could not be started ({exc}): install it again.") from exc


def end(pid: int, began: str, *, polite: signal.Signals, title: str, limit: float = 30) -> None:
    """End a process and its group: asked first, killed after `limit` seconds; one already gone is fine."""
    progress = Progress(title, "stopping")
    _send(pid, began, polite, whole_group=False)
    while is_alive(pid, began) and progress.seconds < limit:
        progress.beat()
        time.sleep(0.05)
    _send(pid, began, signal.SIGKILL, whole_group=True)
    while is_alive(pid, began):
        if progress.seconds > limit + 10:
            raise ServiceError(f"{title} (process {pid}) does not end: stop it by hand with `kill -9 {pid}`.")
        time.sleep(0.05)


def _send(pid: int, began: str, number: signal.Signals, *, whole_group: bool) -> None:
    processes = _processes()
    if not is_group_alive(pid, began, processes):
        return
    try:
        if whole_group or pid not in processes or processes[pid].dead:
            os.killpg(pid, number)
        else:
            os.kill(pid, number)
    except ProcessLookupError:
        return
    except PermissionError as exc:
        raise ServiceError(f"Process {pid} belongs to another user: stop it as the user who started it.") from exc
