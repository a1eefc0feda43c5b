"""Counts that all web processes of one machine keep together, in small files of `VAR_DIR/mesures`.

https://prometheus.github.io/client_python/multiprocess/ wants the folder named before its library is loaded, and
emptied before the service starts: the first of its processes does it, who finds that nobody else in it lives.

The library writes through a map of a file whose blocks the disk gives when they are first touched: on a full disk that
ends the process (SIGBUS). Here the room is taken beforehand; where there is none, this process counts for itself.
"""

import fcntl
import logging
import os
import re
import sys
from contextlib import suppress
from pathlib import Path

VARIABLE = "PROMETHEUS_MULTIPROC_DIR"
#: A file of counts names the process that writes it; so does the mark of a process that has written none yet.
OWNER = re.compile(r"_(\d+)\.(?:db|mark)$")
#: What a process writes (`cms/eyes/requests.py`), and the bytes that it may take: ten times what all routes need.
KINDS = ("counter", "histogram")
ROOM = 4 * 1024 * 1024
#: The first number in a file says how many of its bytes are used.
HEAD = 4
logger = logging.getLogger(__name__)


def share_counts(folder: Path) -> None:
    """Have this process write its counts there; nothing where the library is loaded already, as in a test."""
    if "prometheus_client" in sys.modules or is_shared():
        return
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / "lock").open("ab") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            _clear(folder)
            (folder / f"web_{os.getpid()}.mark").touch()
            for kind in KINDS:
                _take_room(folder / f"{kind}_{os.getpid()}.db")
    except OSError as exc:
        logger.warning("This process counts for itself, the others do not see it: %s", exc)
        return
    os.environ[VARIABLE] = str(folder)


def is_shared() -> bool:
    """Whether the counts of this process are in files."""
    return VARIABLE in os.environ


def _clear(folder: Path) -> None:
    """Begin anew where nobody lives; else keep what the dead have counted, and give back the room they do not need."""
    found = {path: int(named[1]) for path in folder.iterdir() if (named := OWNER.search(path.name))}
    # In a container numbers come again: a file that bears ours is of somebody before.
    living = {owner for owner in found.values() if owner != os.getpid() and Path(f"/proc/{owner}").exists()}
    for path, owner in found.items():
        if not living:
            path.unlink()
        elif owner not in living and path.suffix == ".db":
            with path.open("rb") as file:
                used = int.from_bytes(file.read(HEAD), sys.byteorder)
            os.truncate(path, max(HEAD, used))


def _take_room(path: Path) -> None:
    """Have the disk hold all of the file now. Raises OSError, and leaves no new file, where it cannot."""
    before = path.stat().st_size if path.exists() else 0
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        os.posix_fallocate(descriptor, 0, ROOM)
    except OSError:
        with suppress(OSError):
            os.ftruncate(descriptor, before)
            if not before:
                path.unlink()
        raise
    finally:
        os.close(descriptor)
