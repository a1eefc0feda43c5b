"""`python -m scripts.drill`: what `make drill` calls. The table goes to docs/operations.md.

Twenty mixed requests a second and a publication a second run throughout. Each fault lasts so many seconds; then it is
healed, as an operator or a supervisor would, and all that was acknowledged must be found again.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import quote

from scripts.bench.report import Section, Table, write
from scripts.demo.console import say
from scripts.demo.places import ROOT
from scripts.demo.processes import OPENER
from scripts.drill.faults import FAULTS, Fault
from scripts.drill.stack import CLUSTER, EMBEDDED, Stack, can_set_clocks, running
from scripts.drill.visitors import Crowd, Told, coming, told

A_SECOND = 20.0
SECONDS, CALM = 20.0, 5.0
#: Seconds that all may take to be well again.
WELL_AT_MOST = 300.0
DOCUMENT = ROOT / "docs" / "operations.md"
HEADER = (
    *("fault", "answers", "5xx or none: pages", "others", "slowest (s)", "published", "refused"),
    *("slowest (s)", "lost", "well again after (s)"),
)
TEXT = (
    "Twenty mixed requests a second (pages, searches, API), one publication a second and a letter for each, the demo "
    "content, one machine alone. « Lost »: acknowledged publications that the search does not find, or whose letter is "
    "not there, within five minutes. « Well again »: `/sante/pret/` says so and all of them are there, counted from "
    "the end of the fault, without a hand."
)


@dataclass
class Editor:
    """What the editor was told so far."""

    words: list[str] = field(default_factory=list)
    refused: Counter[str] = field(default_factory=Counter)
    slowest: float = 0.0

    def follow(self, process: "subprocess.Popen[str]") -> None:
        """Read what it says until it ends."""
        for line in process.stdout or ():
            said = json.loads(line)
            if "word" in said:
                self.words.append(said["word"])
                self.slowest = max(self.slowest, said["seconds"])
            else:
                self.refused[said["refused"]] += 1

    def taken(self) -> "Editor":
        """What it was told since the last call."""
        found = Editor(self.words, self.refused, self.slowest)
        self.words, self.refused, self.slowest = [], Counter(), 0.0
        return found


def suffer(
    stack: Stack, fault: Fault, crowd: Crowd, editor: Editor, *, seconds: float
) -> tuple[Told, Editor, int, float]:
    """(what visitors were answered, what the editor was told, lost, seconds until all was well)."""
    crowd.taken()
    editor.taken()
    fault.begin(stack)
    time.sleep(seconds)
    fault.end(stack)
    healed = time.monotonic()
    mine = editor.taken()
    while not stack.is_ready() and time.monotonic() - healed < WELL_AT_MOST:
        time.sleep(0.5)
    missing = list(mine.words)
    while missing and time.monotonic() - healed < WELL_AT_MOST:
        mails = stack.mails()
        missing = [word for word in missing if word not in mails or not _is_found(stack, word)]
        time.sleep(0.5 if missing else 0.0)
    return told(crowd.taken()), mine, len(missing), time.monotonic() - healed


def _is_found(stack: Stack, word: str) -> bool:
    try:
        with OPENER.open(f"{stack.url}/api/v3/recherche/?q={quote(word)}", timeout=10) as answer:
            return bool(json.load(answer)["total"])
    except HTTPError as refusal:
        refusal.close()
    except (OSError, ValueError):
        pass
    return False


def drill(profile: str, faults: list[Fault], *, seconds: float, clock: bool, disk: bool) -> list[tuple[str, ...]]:
    """One row for each fault."""
    rows: list[tuple[str, ...]] = []
    with (
        tempfile.TemporaryDirectory(prefix="odd17-exercice-") as folder,
        running(profile, Path(folder), clock=clock, disk=disk) as stack,
    ):
        crowd, editor = Crowd("127.0.0.1", stack.port), Editor()
        command = [sys.executable, "-m", "scripts.drill.editor"]
        process = subprocess.Popen(command, cwd=ROOT, env=stack.variables, stdout=subprocess.PIPE, text=True)  # noqa: S603  our own
        follower = threading.Thread(target=editor.follow, args=(process,))
        follower.start()
        try:
            crowd.warm()
            with coming(crowd, a_second=A_SECOND):
                time.sleep(CALM)
                for fault in faults:
                    seen, mine, lost, well = suffer(stack, fault, crowd, editor, seconds=seconds)
                    rows.append(
                        (
                            f"{fault.name} for {seconds:.0f} s",
                            *(str(one) for one in (seen.answers, seen.broken_pages, seen.broken_others)),
                            f"{seen.slowest:.1f}",
                            *(str(one) for one in (len(mine.words), mine.refused.total())),
                            f"{mine.slowest:.1f}",
                            str(lost),
                            f"{well:.0f}",
                        )
                    )
                    say(f"  {profile}: {' | '.join(rows[-1])}")
                    for (path, status), count in seen.broken.most_common(5):
                        say(f"    {count} × {status or 'silence'} {path}")
                    for why, count in mine.refused.most_common(3):
                        say(f"    {count} × {why}")
                    time.sleep(CALM)
        finally:
            process.terminate()
            follower.join()
            process.wait()
    return rows


def by_needs(faults: list[Fault]) -> list[tuple[tuple[bool, bool], list[Fault]]]:
    """The faults that one site can suffer, by (needs a clock, needs a disk); what this machine cannot do is said."""
    groups: dict[tuple[bool, bool], list[Fault]] = {}
    for fault in faults:
        if fault.needs_clock and not can_set_clocks():
            say(f"  {fault.name}: left out, needs the tests' libraries (make environment-dev)")
        elif fault.needs_disk and os.geteuid():
            say(f"  {fault.name}: left out, root alone makes a small disk")
        else:
            groups.setdefault((fault.needs_clock, fault.needs_disk), []).append(fault)
    return list(groups.items())


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m scripts.drill", description="Faults made on purpose.")
    parser.add_argument("--profile", choices=(EMBEDDED, CLUSTER), action="append", help="one of the two, else both")
    parser.add_argument("--only", action="append", help="one fault by its name, for example « redis hung »")
    parser.add_argument("--seconds", type=float, default=SECONDS, help="how long each fault lasts")
    parser.add_argument("--no-write", action="store_true", help="leave docs/operations.md as it is")
    options = parser.parse_args(arguments)
    section = Section("drill", "Drills", TEXT)
    for profile in options.profile or (EMBEDDED, CLUSTER):
        chosen = [one for one in FAULTS if profile in one.profiles and one.name in (options.only or [one.name])]
        if chosen:
            say(f"… {profile}: {len(chosen)} faults")
            rows = [
                row
                for (clock, disk), some in by_needs(chosen)
                for row in drill(profile, some, seconds=options.seconds, clock=clock, disk=disk)
            ]
            section.tables.append(Table((f"{profile}: {HEADER[0]}", *HEADER[1:]), rows))
    say(f"\n{section.markdown()}")
    if not options.no_write:
        write([section], " ".join(["python -m scripts.drill", *arguments]), path=DOCUMENT)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
