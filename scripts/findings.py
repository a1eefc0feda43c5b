"""`python -m scripts.findings [NAME…]`: runs the scripts of `findings/`, all or some, and says which no longer hold.

Standard library only. Each script installs public packages through the package managers as they are set up here, in a
folder of its own; nothing of this project is imported or handed to it.
"""

import argparse
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from enum import Enum
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[1] / "findings"
#: Seconds after which a script is ended: a package manager without a network waits for long.
PATIENCE = 600.0
#: The code by which a script says that it could not install what it needs.
NO_PACKAGES = 2


class Outcome(Enum):
    """What came of one script, in a word or two."""

    SAME = "as it was"
    CHANGED = "changed"
    NOT_RUN = "could not run"
    TOO_SLOW = "took too long"


def main(words: Sequence[str], *, folder: Path = FOLDER, patience: float = PATIENCE) -> int:
    """0 when every script that was asked for sees what it saw before, else 1; 2 for a name that there is not."""
    parser = argparse.ArgumentParser(
        prog="python -m scripts.findings", description="Says which findings about libraries still hold."
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help="a script of findings/, without .sh; all by default")
    there = {path.stem: path for path in sorted(folder.glob("*.sh"))}
    names = parser.parse_args(words).names or list(there)
    if unknown := [name for name in names if name not in there]:
        say(f"No such finding: {', '.join(unknown)}. There are: {', '.join(there)}.")
        return 2
    outcomes = {}
    for number, name in enumerate(names, start=1):
        say(f"[{number}/{len(names)}] {name} …")
        began = time.monotonic()
        outcomes[name], said = run(there[name], patience)
        for line in said.splitlines():
            say(f"    {line}")
        say(f"    {outcomes[name].value} ({time.monotonic() - began:.0f} s)")
    say(summary(outcomes))
    return int(any(outcome is not Outcome.SAME for outcome in outcomes.values()))


def run(script: Path, patience: float) -> tuple[Outcome, str]:
    """What came of a script, and what it said. After `patience` seconds it is ended, with all that it started."""
    command = ["sh", str(script)]
    with subprocess.Popen(  # noqa: S603  a script of this repository
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True
    ) as process:
        try:
            said, _ = process.communicate(timeout=patience)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            said, _ = process.communicate()
            return Outcome.TOO_SLOW, said
    codes = {0: Outcome.SAME, NO_PACKAGES: Outcome.NOT_RUN}
    return codes.get(process.returncode, Outcome.CHANGED), said


def summary(outcomes: dict[str, Outcome]) -> str:
    """`2 findings: 1 as it was, 1 changed (odfdo-dates)`."""
    parts = []
    for outcome in Outcome:
        names = [name for name, came in outcomes.items() if came is outcome]
        if names:
            named = "" if outcome is Outcome.SAME else f" ({', '.join(names)})"
            parts.append(f"{len(names)} {outcome.value}{named}")
    return f"{len(outcomes)} findings: {', '.join(parts) or 'nothing to run'}"


def say(line: str) -> None:
    """Write one line to the terminal at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
