"""Counts that all web processes of one machine keep together, in small files of `VAR_DIR/mesures`.

https://prometheus.github.io/client_python/multiprocess/ wants the folder named before its library is loaded, and
emptied before the service starts: the first of its processes does it, who finds that nobody else in it lives.
"""

import fcntl
import os
import re
import sys
from pathlib import Path

VARIABLE = "PROMETHEUS_MULTIPROC_DIR"
#: A file of counts names the process that writes it; so does the mark of a process that has written none yet.
OWNER = re.compile(r"_(\d+)\.(?:db|mark)$")


def share_counts(folder: Path) -> None:
    """Have this process write its counts there; nothing where the library is loaded already, as in a test."""
    if "prometheus_client" in sys.modules or is_shared():
        return
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("ab") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        found = [path for path in folder.iterdir() if OWNER.search(path.name)]
        if not any(_lives(path) for path in found):
            for path in found:
                path.unlink()
        (folder / f"web_{os.getpid()}.mark").touch()
    os.environ[VARIABLE] = str(folder)


def is_shared() -> bool:
    """Whether the counts of this process are in files."""
    return VARIABLE in os.environ


def _lives(path: Path) -> bool:
    owner = OWNER.search(path.name)
    return owner is not None and Path(f"/proc/{owner[1]}").exists()
