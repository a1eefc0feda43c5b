"""The web server and the worker of the demonstration: started in one process group, watched, ended together."""

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from scripts.demo.console import DemoError, say
from scripts.demo.kinship import group_exists, send, tied_to_me
from scripts.demo.places import ROOT, own_names, reachable_name, tail

PATIENCE = 90.0  # seconds for a server to answer on a slow machine
#: More than all lanes of `ground/edges/lanes.py` have places: who waits there leaves threads to pages. Idle ones end.
THREADS = 48
GRACE = 10.0  # seconds that a task under way gets to end
#: How often in a row a process that may is started again, and after how many seconds each time.
LIVES = 5
PAUSES = (1.0, 2.0, 5.0, 10.0, 20.0)
#: Seconds after which one that runs has done well: its lives are counted anew.
WELL = 120.0


def web_command(host: str, port: int) -> list[str]:
    """One process: SQLite has one writer, and memory is what a small machine lacks."""
    options = ["--interface", "wsgi", "--workers", "1", "--blocking-threads", str(THREADS)]
    options += ["--no-ws", "--log-level", "warning"]
    where = ["--host", host, "--port", str(port)]
    return [sys.executable, "-m", "granian", *options, *where, "cms.wsgi:application"]


def worker_command() -> list[str]:
    """Every queue and the schedule in one process."""
    return [sys.executable, "-m", "scripts.work", "--beat"]


@dataclass
class Child:
    """A running process and its log."""

    title: str
    log: Path
    process: subprocess.Popen[bytes]
    command: list[str] = field(default_factory=list)
    #: Seconds of the clock that only goes forward.
    began: float = field(default_factory=time.monotonic)
    #: How often in a row it was started again.
    again: int = 0

    def obituary(self) -> str:
        """What to tell when it ended without being asked."""
        code = self.process.returncode
        how = f"code {code}" if code >= 0 else f"signal {signal.Signals(-code).name}"
        return f"{self.title} s’est arrêté ({how}). Dernières lignes de {self.log} :\n{tail(self.log)}"


class Group:
    """The processes of one demonstration. Their group is their own: Ctrl-C reaches them through us, once, in order."""

    def __init__(self, environment: Mapping[str, str], logs: Path) -> None:
        self.environment = environment
        self.logs = logs
        self.children: list[Child] = []

    @property
    def leader(self) -> int:
        """The group's id; 0, which asks for a new group, before the first start."""
        return self.children[0].process.pid if self.children else 0

    def start(self, title: str, command: list[str], *, log_name: str) -> Child:
        log = self.logs / log_name
        log.write_bytes(b"")
        child = Child(title, log, self.launch(command, log), command)
        self.children.append(child)
        return child

    def launch(self, command: list[str], log: Path) -> subprocess.Popen[bytes]:
        """A process of the group, what it says at the end of the log."""
        with log.open("ab") as file:
            return subprocess.Popen(  # noqa: S603 -- our own interpreter and fixed modules
                command,
                cwd=ROOT,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=file,
                process_group=self.leader,
                preexec_fn=tied_to_me(),
            )

    def revive(self, child: Child, *, wanted: Callable[[], bool]) -> bool:
        """Start one that died again, after a pause, and say so; False once it has died too often in a row."""
        if time.monotonic() - child.began > WELL:
            child.again = 0
        if child is self.children[0] or child.again >= LIVES:
            return False
        pause = PAUSES[child.again]
        say(f"\n✗ {child.obituary()}\n  Nouveau démarrage dans {pause:.0f} s ({child.again + 1} sur {LIVES}).")
        until = time.monotonic() + pause
        while time.monotonic() < until:
            # The others may die, and the person may leave, meanwhile.
            if not wanted() or self.children[0].process.poll() is not None:
                return True
            time.sleep(0.05)
        child.process = self.launch(child.command, child.log)
        child.began, child.again = time.monotonic(), child.again + 1
        return True

    def dead(self) -> Child | None:
        """The first process that ended, if one did."""
        return next((child for child in self.children if child.process.poll() is not None), None)

    def wait_until(self, ready: Callable[[], bool], what: str, *, wanted: Callable[[], bool]) -> None:
        """Return once `ready`, or as soon as nobody wants it any more; raises DemoError when it cannot be."""
        deadline = time.monotonic() + PATIENCE
        while wanted() and not ready():
            if (dead := self.dead()) is not None:
                raise DemoError(dead.obituary())
            if time.monotonic() > deadline:
                logs = "\n".join(f"{child.log} :\n{tail(child.log)}" for child in self.children)
                raise DemoError(f"{what} ne répond pas après {PATIENCE:.0f} secondes.\n{logs}")
            time.sleep(0.1)

    def end(self) -> None:
        """Ask every process to end, then make it; returns when none of the group is left."""
        group = self.leader
        if not group:
            return
        deadline = time.monotonic() + GRACE
        send(group, signal.SIGTERM)
        while self.is_alive() and time.monotonic() < deadline:
            time.sleep(0.05)
        if self.is_alive():
            send(group, signal.SIGKILL)
        for child in self.children:
            child.process.wait()

    def is_alive(self) -> bool:
        """Whether one of them, or one that they started, still runs."""
        for child in self.children:
            child.process.poll()
        return group_exists(self.leader)


def answers(url: str, web: Child) -> bool:
    """Whether the site gives its home page; raises DemoError when it answers with an error of its own."""
    try:
        with OPENER.open(url, timeout=30) as answer:
            return bool(answer.status == 200)
    except urllib.error.HTTPError as exc:
        raise DemoError(
            f"Le site répond par une erreur ({exc.code}). Dernières lignes de {web.log} :\n{tail(web.log)}"
        ) from exc
    except OSError:
        return False


# A proxy set for the outside must not stand between us and our own loopback address.
OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def is_listening(worker: Child) -> bool:
    """Whether the worker has said that it takes tasks."""
    return b" ready." in worker.log.read_bytes()


def environment(*, host: str, port: int, given: Mapping[str, str] = os.environ) -> dict[str, str]:
    """The variables of both processes: what the person set, and the address that PORT and HOST make."""
    chosen = dict(given)
    chosen.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings")
    chosen["PYTHONUNBUFFERED"] = "1"
    chosen.setdefault("MALLOC_ARENA_MAX", "2")  # glibc else keeps an arena for each thread
    chosen.setdefault("SITE_URL", f"http://{reachable_name(host)}:{port}")
    chosen.setdefault("ALLOWED_HOSTS", ",".join(own_names(host)))
    return chosen
