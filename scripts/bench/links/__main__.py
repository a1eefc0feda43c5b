"""`python -m scripts.bench.links`: what link checking costs and how often it is right, beside three other tools.

What `make bench-links` calls: one run, one machine, one loopback server, the same addresses for all. `--quick` measures
little and writes nothing. Whatever cannot be had here is left out of the table and named under it.
"""

import argparse
import json
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from scripts.bench import report
from scripts.bench.links import fairness, ours, platform, table
from scripts.bench.links.running import run
from scripts.bench.links.tools import TOOLS, Tool, ToolMissingError, fetched, write_lists
from scripts.demo.console import say
from scripts.demo.kinship import tied_to_me
from scripts.demo.places import ROOT

ROWS = 100_000
QUICK_ROWS = 2_000


@contextmanager
def world(hosts: int, per_host: int) -> Iterator[dict[str, Any]]:
    """What the loopback server tells of itself, for as long as it runs."""
    options = ["--hosts", str(hosts), "--per-host", str(per_host)]
    command = [sys.executable, "-m", "scripts.bench.links.server", *options]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen(command, cwd=ROOT, text=True, preexec_fn=tied_to_me(), **pipes) as process:  # type: ignore[call-overload]  # noqa: S603 -- our own module
        try:
            yield json.loads(process.stdout.readline())
        finally:
            process.stdin.close()


def with_tool(tool: Tool, folder: Path, living: list[str], faults: list[dict[str, str]]) -> table.Row:
    """Both lists through one of the other tools."""
    place = fetched(tool)
    write_lists(folder, living)
    speed = run(tool.command(place, folder))
    right = table.living_right(tool.verdicts(folder, speed.said), living)
    write_lists(folder, [fault["url"] for fault in faults])
    found = run(tool.command(place, folder))
    verdicts = tool.verdicts(folder, found.said)
    return table.row(f"{tool.name} {tool.version}", speed, found, len(living), right, table.judged(verdicts, faults))


def measured(options: argparse.Namespace, folder: Path) -> report.Section:
    """Everything, one after the other, against one server."""
    rows: list[table.Row] = []
    missing: list[str] = []
    hosts, per_host = (20, 5) if options.quick else (200, 25)
    with world(hosts, per_host) as told:
        living, faults = told["living"], told["faults"]
        say("… ours, as a library")
        rows.append(ours.as_library(folder, living, faults))
        for tool in TOOLS:
            try:
                if options.ours_only:
                    raise ToolMissingError(f"{tool.name} was not asked for")
                say(f"… {tool.name}")
                rows.append(with_tool(tool, folder, living, faults))
            except ToolMissingError as exc:
                missing.append(str(exc))
                say(f"  {exc}")
        say("… a tarpit among living hosts")
        fair = fairness.measure(living, quick=options.quick)
        through_celery, among_rows = None, None
        try:
            say("… ours, through Celery and PostgreSQL")
            with platform.installed(folder) as environment:
                (folder / "urls.txt").write_text("\n".join(living) + "\n", encoding="utf-8")
                through_celery = platform.checked(environment, folder / "urls.txt")
                say(f"… {QUICK_ROWS if options.quick else ROWS} links")
                among_rows = platform.clerk(environment, "rows", str(QUICK_ROWS if options.quick else ROWS))
        except platform.ServersMissingError as exc:
            missing.append(str(exc))
            say(f"  {exc}")
    return table.section(rows, len(living), len(faults), fair, through_celery, among_rows, missing)


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m scripts.bench.links", description="Measures link checking.")
    parser.add_argument("--quick", action="store_true", help="little of everything, nothing written")
    parser.add_argument("--ours-only", action="store_true", help="without the other tools: nothing is fetched")
    parser.add_argument("--no-write", action="store_true", help="leave docs/benchmarks.md as it is")
    options = parser.parse_args(arguments)
    # What was made for the measure is removed, however it ends.
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))
    with tempfile.TemporaryDirectory(prefix="odd17-bench-links-") as folder:
        section = measured(options, Path(folder))
    say(f"\n{section.markdown()}")
    if not (options.quick or options.no_write):
        report.write([section], " ".join(["python -m scripts.bench.links", *arguments]))
        say(f"\n{report.DOCUMENT.relative_to(report.ROOT)} is up to date.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
