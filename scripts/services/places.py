"""Folders and ports of the servers: a place that their account can reach, and ports nobody listens on."""

import os
import shutil
import socket
import tempfile
from contextlib import ExitStack
from pathlib import Path

from scripts.services.accounts import Account
from scripts.services.console import ServiceError
from scripts.services.processes import run

# A unix socket's whole path must fit into 104 bytes on the strictest system; the rest is `/s/.s.PGSQL.65535`.
LONGEST_PLACE = 104 - 20


def can_reach(path: Path, account: Account | None) -> bool:
    """Whether the account can list this folder: the system itself is asked, which also knows ACLs."""
    if account is None:
        return os.access(path, os.R_OK | os.X_OK)
    return run(["ls", path], account=account).returncode == 0


def choose_place(home: Path, remembered: Path | None, account: Account | None) -> Path:
    """The folder of the servers' data and logs: the project's own, else one under the temporary folder."""
    for place in (remembered, home):
        if place and place.is_dir() and can_reach(place, account) and len(os.fsencode(place)) <= LONGEST_PLACE:
            return place
    for parent in dict.fromkeys([tempfile.gettempdir(), "/tmp", "/var/tmp"]):  # noqa: S108 -- mkdtemp makes it private
        if Path(parent).is_dir() and can_reach(Path(parent), account):
            place = Path(tempfile.mkdtemp(prefix="odd17-services-", dir=parent))
            place.chmod(0o755)
            if len(os.fsencode(place)) <= LONGEST_PLACE and can_reach(place, account):
                return place
            place.rmdir()
    who = account.name if account else "your account"
    raise ServiceError(f"No temporary folder can be reached by {who}: set TMPDIR to one with mode 1777.")


def own_folder(path: Path, account: Account | None) -> Path:
    """Make the folder if it is missing, and give it, with all it holds, to the account that writes there."""
    path.mkdir(mode=0o700, exist_ok=True)
    if account is not None and path.stat().st_uid != account.uid:
        for folder, _, files in os.walk(path):
            os.chown(folder, account.uid, account.gid)
            for file in files:
                os.chown(Path(folder) / file, account.uid, account.gid, follow_symlinks=False)
    return path


def mirror(source: Path, target: Path) -> None:
    """Repeat a tree with hard links, which cost neither time nor disk; copy where they are impossible."""
    scratch = target.with_name(f"{target.name}.part")
    shutil.rmtree(scratch, ignore_errors=True)
    try:
        shutil.copytree(source, scratch, copy_function=os.link)
    except (OSError, shutil.Error):
        shutil.rmtree(scratch, ignore_errors=True)
        shutil.copytree(source, scratch)
    scratch.rename(target)


def free_ports(preferred: list[int], *, count: int) -> list[int]:
    """Ports of 127.0.0.1 that nobody holds, all different; the preferred ones while they are free."""
    wanted = preferred if len(preferred) == count else [0] * count
    with ExitStack() as held:
        ports = []
        for port in wanted:
            each = held.enter_context(socket.socket())
            each.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                each.bind(("127.0.0.1", port))
            except OSError:
                each.bind(("127.0.0.1", 0))
            ports.append(each.getsockname()[1])
        return ports


def tail(log: Path, *, lines: int = 15) -> str:
    """The last lines of a log, indented; a sentence when there is none."""
    try:
        text = log.read_bytes()[-20_000:].decode(errors="replace")
    except OSError:
        return "  (no log was written)"
    return "\n".join(f"  {line}" for line in text.splitlines()[-lines:]) or "  (the log is empty)"
