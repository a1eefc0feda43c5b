"""`python -m scripts.bench.search.against TREE`: the rebuild of this tree against that of another checkout.

Each tree makes the same corpus with its own code, in a folder of its own, then both rebuild by turns: whatever else the
machine does, it does to both. Told apart are the first rebuild, for which nothing is kept, those after it, and one
after some pages have changed without anybody telling the index.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from scripts.bench.report import Section, Table, write
from scripts.bench.sizes import SEED
from scripts.bench.timing import ratio
from scripts.demo.console import say
from scripts.demo.places import ROOT

CHANGED = 100
TEXT = (
    "The embedded index made anew by this tree and by another checkout (*theirs*: commit {commit}), by turns, each "
    "with a corpus of its own on SQLite; the best run of each counts. « By CPU » is of all processes that take part. "
    "Before the first nothing is kept; titles are changed in the database, and nobody tells the index of it."
)
#: What a tree is asked: it must run in any checkout, so it knows commands and one table, nothing else.
DRIVER = """
import io, json, os, sys, time
import django
django.setup()
from django.core.management import call_command
from django.db import connection
def quiet(name, **options):
    call_command(name, stdout=io.StringIO(), stderr=io.StringIO(), **options)
CHANGE = "UPDATE wagtailcore_page SET title = title || ' !' WHERE slug LIKE 'corpus-%%' AND id %% %s = 0"
def work():
    return sum(os.times()[:4])
for step in sys.argv[1:]:
    name, _, number = step.partition("=")
    if name == "corpus":
        quiet("migrate")
        quiet("load_demo")
        quiet("make_corpus", ressources=int(number), seed=SEED)
    elif name == "change":
        with connection.cursor() as cursor:
            cursor.execute(CHANGE, [int(number)])
    else:
        wall, cpu = time.perf_counter(), work()
        quiet("search_rebuild", confirmer=True)
        from search.engines import current_engine
        print(json.dumps([time.perf_counter() - wall, work() - cpu, current_engine().size()]))
""".replace("SEED", str(SEED))


@dataclass(frozen=True, slots=True)
class Run:
    """Seconds of the wall and of work (its helpers included), and how many documents the index then holds."""

    wall: float
    cpu: float
    documents: int


def asked(tree: Path, folder: Path, *steps: str) -> list[Run]:
    """What the tree says of each of its rebuilds among these steps."""
    names = {"VAR_DIR": str(folder), "DJANGO_SETTINGS_MODULE": "cms.settings", "LOG_LEVEL": "ERROR"}
    done = subprocess.run(  # noqa: S603  our own interpreter, on a tree that the person named
        [sys.executable, "-c", DRIVER, *steps],
        cwd=tree,
        env={**os.environ, **names, "PYTHONPATH": str(tree)},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"{tree} failed:\n{done.stderr[-2000:]}")
    return [Run(*json.loads(line)) for line in done.stdout.splitlines() if line.startswith("[")]


def measured(trees: tuple[Path, Path], folder: Path, resources: int, runs: int) -> dict[str, tuple[Run, Run]]:
    """By what had changed before, the best run of the other tree and of ours."""
    places = tuple(folder / name for name in ("theirs", "ours"))
    pairs = list(zip(trees, places, strict=True))
    for tree, place in pairs:
        place.mkdir()
        asked(tree, place, f"corpus={resources}")
    found: dict[str, list[list[Run]]] = {}

    def turn(name: str, *before: str) -> None:
        both = [asked(tree, place, *before, "rebuild")[-1] for tree, place in pairs]
        found.setdefault(name, []).append(both)

    turn("the first")
    for _ in range(runs):
        turn("nothing changed")
    every = max(resources // CHANGED, 1)
    turn(f"about {CHANGED} titles changed", f"change={every}")
    return {name: (_best(both[0] for both in all_), _best(both[1] for both in all_)) for name, all_ in found.items()}


def _best(runs: Iterable[Run]) -> Run:
    return min(runs, key=lambda run: run.wall)


def table(found: dict[str, tuple[Run, Run]]) -> Table:
    """Documents per second, and how many times the other tree's."""
    header = ("rebuild", "documents", "theirs, documents/s", "ours", "ratio", "theirs, by CPU", "ours", "ratio")
    rows = []
    for name, (theirs, ours) in found.items():
        wall = theirs.documents / theirs.wall, ours.documents / ours.wall
        cpu = theirs.documents / theirs.cpu, ours.documents / ours.cpu
        speeds = [(f"{a:.0f}", f"{b:.0f}", ratio(b / a)) for a, b in (wall, cpu)]
        rows.append((name, str(ours.documents), *speeds[0], *speeds[1]))
    return Table(header, rows)


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m scripts.bench.search.against", description=__doc__.split("\n")[0])
    parser.add_argument("tree", type=Path, help="another checkout of the project")
    parser.add_argument("--ressources", type=int, default=10_000, metavar="N", help="the size of the corpus")
    parser.add_argument("--write", action="store_true", help="put what was found into docs/benchmarks.md")
    parser.add_argument("--runs", type=int, default=5, help="rebuilds of which the best counts")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="odd17-against-") as folder:
        found = measured((options.tree.resolve(), ROOT), Path(folder), options.ressources, options.runs)
    section = Section("against", "Rebuild, side by side", TEXT.format(commit=_commit(options.tree)), [table(found)])
    say(section.markdown())
    if options.write:
        write([section], f"python -m scripts.bench.search.against TREE --ressources {options.ressources}")
    return 0


def _commit(tree: Path) -> str:
    """What stands in the other checkout."""
    asked = ["git", "rev-parse", "--short", "HEAD"]
    done = subprocess.run(asked, cwd=tree, capture_output=True, text=True, check=False)  # noqa: S603  names of ours alone
    return done.stdout.strip() or "unknown"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
