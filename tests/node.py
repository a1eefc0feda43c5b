"""The reference client, built as its README says; needs npm."""

import shutil
import subprocess
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


@cache
def installed_client():
    """The folder, with its two tools."""
    if not (CLIENT / "node_modules" / ".package-lock.json").exists():
        npm("ci", "--no-audit", "--no-fund")
    return CLIENT


@cache
def built_client():
    """The folder, compiled."""
    installed_client()
    npm("run", "--silent", "build")
    return CLIENT
