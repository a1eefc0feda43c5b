"""The reference client, built as its README says; needs npm."""

import fcntl
import hashlib
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from tests.resources import insist

CLIENT = Path(__file__).resolve().parent.parent / "docs" / "client"


def npm(*arguments):
    """Run npm in the client's folder; what it said."""
    if shutil.which("npm") is None:
        insist("needs npm (Node 20 or newer): the reference client is written in TypeScript")
    done = subprocess.run(["npm", *arguments], cwd=CLIENT, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    return done.stdout


@contextmanager
def alone() -> Iterator[None]:
    """Two workers of one run share the folder: one installs and compiles at a time."""
    with (
        Path(tempfile.gettempdir()) / f"odd17-client-{hashlib.sha256(str(CLIENT).encode()).hexdigest()[:12]}.lock"
    ).open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


@cache
def installed_client():
    """The folder, with its two tools."""
    with alone():
        if not (CLIENT / "node_modules" / ".package-lock.json").exists():
            npm("ci", "--no-audit", "--no-fund")
    return CLIENT


@cache
def built_client():
    """The folder, compiled."""
    installed_client()
    with alone():
        npm("run", "--silent", "build")
    return CLIENT
