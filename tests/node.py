"""What stands on npm: the reference client, built as its README says, and Lighthouse."""

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

TESTS = Path(__file__).resolve().parent
CLIENT = TESTS.parent / "docs" / "client"
LIGHTHOUSE = TESTS / "e2e" / "lighthouse"


def npm(*arguments, folder=CLIENT):
    """Run npm in this folder; what it said."""
    if shutil.which("npm") is None:
        insist("needs npm (Node 20 or newer): the reference client is written in TypeScript, and Lighthouse runs on it")
    done = subprocess.run(["npm", *arguments], cwd=folder, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    return done.stdout


@contextmanager
def alone(folder=CLIENT) -> Iterator[None]:
    """Two workers of one run share the folder: one installs and compiles at a time."""
    name = f"odd17-npm-{hashlib.sha256(str(folder).encode()).hexdigest()[:12]}.lock"
    with (Path(tempfile.gettempdir()) / name).open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


@cache
def installed(folder):
    """The folder, with all that its lock file names."""
    with alone(folder):
        if not (folder / "node_modules" / ".package-lock.json").exists():
            npm("ci", "--no-audit", "--no-fund", folder=folder)
    return folder


def installed_client():
    """The reference client, with its two tools."""
    return installed(CLIENT)


@cache
def built_client():
    """The folder, compiled; not again while nothing changed: another worker's browser may be reading it."""
    installed_client()
    with alone():
        if not _is_fresh():
            npm("run", "--silent", "build")
    return CLIENT


def _is_fresh():
    sources = list((CLIENT / "src").glob("*.ts"))
    inputs = [*sources, CLIENT / "tsconfig.json", CLIENT / "package-lock.json"]
    written = [CLIENT / "public" / "js" / f"{one.stem}.js" for one in sources if not one.name.endswith(".d.ts")]
    if not all(one.exists() for one in written):
        return False
    return min(one.stat().st_mtime for one in written) >= max(one.stat().st_mtime for one in inputs)
