"""A file becomes grids of text: in this process for who asks so, or beside it, where it cannot do harm.

A file of a few kilobytes may make a library ask for all the memory that there is. So it is read by another process,
which knows no secret, asks no database, and is refused more memory and time than any honest sheet needs.
"""

import json
import resource
import subprocess
import sys
from pathlib import Path

from sheets.reading.archives import TOO_LARGE
from sheets.reading.grids import UnreadableSheetError, Workbook
from sheets.reading.texts import read_text
from sheets.reading.workbooks import read_old, read_workbook

ROOT = Path(__file__).resolve().parents[2]
OCTETS_AT_MOST = 12 * 1024 * 1024
MEMORY_AT_MOST = 300 * 1024 * 1024
SECONDS_AT_MOST = 60
EMPTY = "Ce fichier est vide."
TOO_HEAVY = (
    "Ce fichier pèse plus de 12\u00a0Mo\u00a0: gardez-y la feuille à importer, sans images, ou enregistrez-la en CSV."
)
_ZIP, _OLD = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
#: How the process says that the file cannot be read, and why.
REFUSED = 3


def read_file(octets: bytes, name: str) -> Workbook:
    """The sheets of a file, whatever its name says it is. Raises UnreadableSheetError."""
    if not octets.strip():
        raise UnreadableSheetError(EMPTY)
    if len(octets) > OCTETS_AT_MOST:
        raise UnreadableSheetError(TOO_HEAVY)
    if octets.startswith(_OLD):
        return read_old(octets)
    return read_workbook(octets) if octets.startswith(_ZIP) else read_text(octets, name)


def read_beside(octets: bytes, name: str) -> Workbook:
    """The same, by a process that may not grow beyond bounds. Raises UnreadableSheetError."""
    if len(octets) > OCTETS_AT_MOST:
        raise UnreadableSheetError(TOO_HEAVY)
    try:
        done = subprocess.run(  # noqa: S603  our own interpreter and module
            [sys.executable, "-m", "sheets.reading", name],
            input=octets,
            capture_output=True,
            cwd=ROOT,
            env={"PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"},
            timeout=SECONDS_AT_MOST,
            check=False,
        )
    except subprocess.TimeoutExpired as exc:
        raise UnreadableSheetError(TOO_LARGE) from exc
    if done.returncode == REFUSED:
        raise UnreadableSheetError(done.stdout.decode("utf-8"))
    if done.returncode:
        # It was refused memory: Python says so, a library in Rust ends the process.
        raise UnreadableSheetError(TOO_LARGE)
    return Workbook.from_json(json.loads(done.stdout))


def hold_back() -> None:
    """From here on this process is refused more memory than `MEMORY_AT_MOST`."""
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY_AT_MOST, MEMORY_AT_MOST))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS_AT_MOST, SECONDS_AT_MOST))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
