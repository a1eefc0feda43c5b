"""Ours in library mode: `python -m workers.links`, all guards on but the one that refuses loopback."""

import json
import sys
from pathlib import Path

from scripts.bench.links import table
from scripts.bench.links.running import Run, run
from scripts.bench.links.tools import AT_ONCE, write_lists

COMMAND = [sys.executable, "-m", "workers.links", "--allow-loopback", "--concurrency", str(AT_ONCE)]
BROKEN = "casse"


def as_library(folder: Path, living: list[str], faults: list[dict[str, str]]) -> table.Row:
    """Both lists, in two runs. A state counts as right when it is the very one the fault table gives."""
    speed = _checked(folder, living)
    right = sum(state == "ok" for state in _states(speed).values())
    found = _checked(folder, [fault["url"] for fault in faults])
    states = _states(found)
    cried = [fault["slug"] for fault in faults if states[fault["url"]] == BROKEN and fault["settled"] != BROKEN]
    wrong = [fault["slug"] for fault in faults if states[fault["url"]] != fault["first"]]
    judged = table.Judged(len(faults) - len(wrong), cried, [slug for slug in wrong if slug not in cried])
    return table.row("ours, library", speed, found, len(living), right, judged)


def _checked(folder: Path, urls: list[str]) -> Run:
    write_lists(folder, urls)
    return run(COMMAND, given=folder / "urls.txt")


def _states(found: Run) -> dict[str, str]:
    lines = map(json.loads, found.said.splitlines())
    return {line["url"]: line["state"] for line in lines}
