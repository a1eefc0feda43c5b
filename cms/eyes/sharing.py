"""Counts that all web processes of one machine keep together, in small files of `VAR_DIR/mesures`.

https://prometheus.github.io/client_python/multiprocess/ wants the folder named before its library is loaded, and
emptied before the service starts: the first of its processes does it, who finds that nobody else in it lives.
"""

import fcntl
import os
import re
import sys
from contextlib import suppress
from pathlib import Path

VARIABLE = "PROMETHEUS_MULTIPROC_DIR"
#: A file of counts names the process that writes it.
OWNER = re.compile(r"_(\d+)\.db$")
#: What of prometheus_client is used, each in a file of its own, and the size that such a file begins with.
KINDS, SIZE = ("counter", "histogram"), 1 << 20


def share_counts(folder: Path) -> None:
    """Have this process write its counts there; by itself where the disk is full.

    Nothing where the library is loaded already, as in a test.
    """
    if "prometheus_client" in sys.modules or is_shared():
        return
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / "lock").open("ab") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            found = [path for path in folder.iterdir() if OWNER.search(path.name)]
            if not any(_lives(path) for path in found):
                for path in found:
                    path.unlink()
            for kind in KINDS:
                _take_room(folder / f"{kind}_{os.getpid()}.db")
        os.environ[VARIABLE] = str(folder)


def _take_room(path: Path) -> None:
    """Files are written through memory: where a page of one finds no room on the disk, the system ends the process."""
    try:
        with path.open("wb") as file:
            os.posix_fallocate(file.fileno(), 0, SIZE)
    except OSError:
        path.unlink(missing_ok=True)
        raise


def is_shared() -> bool:
    """Whether the counts of this process are in files."""
    return VARIABLE in os.environ


def _lives(path: Path) -> bool:
    owner = OWNER.search(path.name)
    return owner is not None and Path(f"/proc/{owner[1]}").exists()
