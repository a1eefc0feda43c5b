"""What `make demo-links` adds to the demonstration: the partners' world, and its links in the report."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from scripts.demo.console import DemoError, Step, say
from scripts.demo.places import ROOT
from scripts.demo.processes import Child, Group

FOLDER = "liens"
WORLD_LOG = "monde.log"
TRADER = "Les sites des partenaires"


def open_world(group: Group, *, wanted: Callable[[], bool]) -> None:
    """Start the partners' sites, cite them in pages, and give the processes that follow what it takes to live there."""
    world = group.start(TRADER, [sys.executable, "-m", "scripts.world"], log_name=WORLD_LOG)
    with Step("Ouverture des sites des partenaires fictifs"):
        group.wait_until(lambda: bool(told_by(world)), TRADER, wanted=wanted)
    told = told_by(world)
    if not told:
        return
    alive = next(row["url"] for row in told["rows"] if row["slug"] == "ok")
    group.environment = {
        **group.environment,
        "LINKS_ALLOW_LOOPBACK": "true",
        "LINKS_NAMESERVER": f"{told['nameserver']}:{told['dns_port']}",
        "LINKS_CA_FILE": told["ca_file"],
        "LINKS_CANARIES": alive,
    }
    command = [sys.executable, "-m", "scripts.demo.partners", "plant", str(world.log)]
    with Step("Écriture des pages qui citent les partenaires fictifs"):
        done = subprocess.run(command, cwd=ROOT, env=group.environment, capture_output=True, text=True, check=False)  # noqa: S603 -- our own module
        if done.returncode:
            raise DemoError(f"Les pages n’ont pas pu être écrites : {done.stderr.strip()[-800:]}")


def told_by(world: Child) -> dict[str, Any]:
    """What the world has said of itself; nothing as long as it has not."""
    first, newline, _ = world.log.read_text(encoding="utf-8").partition("\n")
    if not newline:
        return {}
    try:
        told: dict[str, Any] = json.loads(first)
    except ValueError as exc:
        raise DemoError(f"{TRADER} ne se sont pas ouverts. Journal : {world.log}") from exc
    return told


class Report:
    """The process that has the links checked, and what it says, line by line."""

    def __init__(self, group: Group, url: str) -> None:
        world = group.logs / WORLD_LOG
        command = [sys.executable, "-m", "scripts.demo.partners", "follow", str(world)]
        self.child = group.start("Le contrôle des liens", command, log_name="liens.log")
        self.read = 0
        say()
        say(f"  Le rapport des liens se remplit : {url}/admin/liens/")

    def tell(self) -> None:
        """Say what it has said since the last time, whole lines only."""
        said = Path(self.child.log).read_bytes()[self.read :]
        whole = said[: said.rfind(b"\n") + 1]
        self.read += len(whole)
        for line in whole.decode("utf-8", "replace").splitlines():
            say(line)
