"""The whole site in a folder of its own: real servers, web, worker and schedule, each kept alive as systemd would."""

import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from importlib.util import find_spec
from pathlib import Path
from urllib.error import HTTPError

from scripts.bench.memory import family
from scripts.bench.place import CLEARED, HOST, RATES, free_port
from scripts.demo.console import DemoError
from scripts.demo.places import ROOT
from scripts.demo.processes import OPENER
from scripts.drill.disks import fill, small_disk
from scripts.services.processes import end
from scripts.services.state import State
from scripts.services.supervise import SERVERS, start, stop
from scripts.services.versions import VARIABLES

EMBEDDED, CLUSTER = "embedded", "cluster"
#: The mail server of the drill.
MAIL = "mail server"
#: Where Python finds what sets the clock of our processes.
CLOCK = ROOT / "scripts/drill/clock"
DISK = "400m"
#: Seconds after which a process that died is started again: systemd's RestartSec of the units.
AGAIN = 2.0
#: A program that hands the socket of its first argument to the command that follows, as sd_listen_fds(3) says.
HAND_OVER = (
    "import os, sys; os.dup2(int(sys.argv[1]), 3); "
    "os.environ.update(LISTEN_PID=str(os.getpid()), LISTEN_FDS='1'); os.execv(sys.argv[2], sys.argv[2:])"
)
PATIENCE = 300.0


def handed(door: int, command: Sequence[str]) -> list[str]:
    """The command that starts `command` with this socket, as systemd does."""
    return [sys.executable, "-c", HAND_OVER, str(door), *command]


class Kept:
    """A process that is started again when it dies."""

    def __init__(
        self, name: str, command: Sequence[str], variables: Mapping[str, str], log: Path, *, door: int | None = None
    ) -> None:
        """`door`: the descriptor of a socket that it is handed, as systemd does (sd_listen_fds(3))."""
        self.name, self.variables, self.log, self.door = name, variables, log, door
        self.command = command if door is None else handed(door, command)
        self.process = self._started()
        self._over, self._held = threading.Event(), threading.Event()
        self._keeper = threading.Thread(target=self._keep, daemon=True)
        self._keeper.start()

    @property
    def pids(self) -> list[int]:
        """The process and its children."""
        return family(self.process.pid) if self.process.poll() is None else []

    def hold(self) -> None:
        """End it, and do not start it again for now."""
        self._held.set()
        self._end_process()

    def go_on(self) -> None:
        """Have it started again."""
        self._held.clear()

    def end(self) -> None:
        """Ask it to end; make it after a while."""
        self._over.set()
        self._keeper.join()
        self._end_process()

    def _end_process(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def _keep(self) -> None:
        while not self._over.wait(0.2):
            if self._held.is_set() or self.process.poll() is None:
                continue
            if not self._over.wait(AGAIN) and not self._held.is_set():
                self.process = self._started()

    def _started(self) -> "subprocess.Popen[bytes]":
        with self.log.open("ab") as log:
            doors = () if self.door is None else (self.door,)
            return subprocess.Popen(  # noqa: S603  our own
                self.command, cwd=ROOT, env=dict(self.variables), stdout=log, stderr=log, pass_fds=doors
            )


class Stack:
    """What runs. `kept` are our own processes by name: `web`, `worker`, `beat`, and the mail server."""

    def __init__(self, profile: str, folder: Path) -> None:
        self.profile, self.folder = profile, folder
        self.port, self.mail_port = free_port(), free_port()
        self.services, self.var = folder / "services", folder / "var"
        self.kept: dict[str, Kept] = {}
        self.variables: dict[str, str] = {}
        self._seconds: list[Kept] = []
        #: Held throughout, so that who asks while web starts again waits.
        self.door = socket.create_server((HOST, self.port), backlog=1024)

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.port}"

    def pids(self, name: str) -> list[int]:
        """The processes of a server or of one of ours, those that they started included."""
        if name in self.kept:
            return self.kept[name].pids
        record = State(self.services).running(name)
        return family(record.pid) if record else []

    def stop_server(self, name: str) -> None:
        """End a server of ours, as an operator does."""
        server = next(one for one in SERVERS if one.name == name)
        record = State(self.services).running(name)
        if record is not None:
            end(record.pid, record.began, polite=server.polite, title=server.title)

    def start_servers(self) -> None:
        """Start what is missing, on the ports of before. Raises DemoError."""
        if start(self.services, {}):
            raise DemoError("Un serveur n’a pas pu démarrer\u00a0: ses dernières lignes sont ci-dessus.")

    def mails(self) -> set[str]:
        """The subjects of all mails that arrived."""
        return set(self._mailbox.read_text(encoding="utf-8").splitlines()) if self._mailbox.exists() else set()

    def set_clock(self, seconds: int) -> None:
        """Have our processes believe that it is so many seconds later, or earlier, than it is."""
        unfinished = self._clock.with_suffix(".new")
        unfinished.write_text(str(seconds), encoding="ascii")
        unfinished.replace(self._clock)

    def fill(self) -> None:
        """Leave no room on the disk of `var`."""
        self._ballast = fill(self.var)

    def make_room(self) -> None:
        """Give it back."""
        self._ballast.unlink()

    def start_twice(self) -> None:
        """Start worker, schedule and web once more on the same `var`, as who forgot that they run."""
        commands = _commands(free_port())
        self._seconds = [
            Kept(name, words, self.variables, self.folder / f"second-{name}.log") for name, words in commands.items()
        ]

    def end_second(self) -> None:
        """End them."""
        for one in self._seconds:
            one.end()

    @property
    def _mailbox(self) -> Path:
        return self.folder / "mails"

    @property
    def _clock(self) -> Path:
        return self.folder / "clock"

    def start(self, *, clock: bool) -> None:
        """Prepare the demo content, then start mail server, web, worker and schedule."""
        self.var.mkdir(exist_ok=True)
        variables = {name: value for name, value in os.environ.items() if name not in CLEARED}
        if self.profile == CLUSTER:
            self.start_servers()
            variables |= {VARIABLES[name]: record.url for name, record in State(self.services).records.items()}
        self.variables = variables | {
            "VAR_DIR": str(self.var),
            "DJANGO_SETTINGS_MODULE": "cms.settings",
            "SITE_URL": self.url,
            "LOG_LEVEL": "WARNING",
            "EMAIL_HOST": HOST,
            "EMAIL_PORT": str(self.mail_port),
            **dict.fromkeys(RATES, "0"),
        }
        for command in (("migrate",), ("load_demo",), ("search_rebuild",), ("collectstatic", "--noinput")):
            self.manage(*command)
        if clock:
            self.set_clock(0)
            self.variables |= {"PYTHONPATH": str(CLOCK), "ODD17_DRILL_CLOCK": str(self._clock)}
        mailbox = [sys.executable, "-m", "scripts.drill.mailbox", str(self.mail_port), str(self._mailbox)]
        for name, words in {MAIL: mailbox, **_commands(self.port)}.items():
            door = self.door.fileno() if name == "web" else None
            self.kept[name] = Kept(name, words, self.variables, self.folder / f"{name}.log", door=door)

    def manage(self, *arguments: str) -> None:
        """One of the site's commands, to its end."""
        subprocess.run(  # noqa: S603  our own
            [sys.executable, "manage.py", *arguments], cwd=ROOT, env=self.variables, check=True, capture_output=True
        )

    def is_ready(self) -> bool:
        """Whether `/sante/pret/` says that all is well."""
        return is_well(f"{self.url}/sante/pret/")


def _commands(port: int) -> dict[str, list[str]]:
    return {
        "web": [sys.executable, "-m", "scripts.serve", "--host", HOST, "--port", str(port)],
        "worker": [sys.executable, "-m", "scripts.work", "--loglevel", "WARNING"],
        "beat": [sys.executable, "-m", "celery", "-A", "cms.beat", "beat", "--pidfile=", "--loglevel", "WARNING"],
    }


def can_set_clocks() -> bool:
    """Whether the library is there that has a process believe another time: the tests' own."""
    return find_spec("time_machine") is not None


def is_well(address: str, timeout: float = 10.0) -> bool:
    """Whether 200 is what this address answers."""
    try:
        with OPENER.open(address, timeout=timeout) as answer:
            return bool(answer.status == 200)
    except HTTPError as refusal:
        refusal.close()
    except OSError:
        pass
    return False


@contextmanager
def running(profile: str, folder: Path, *, clock: bool = False, disk: bool = False) -> Iterator[Stack]:
    """The site with its demo content, ready, until the end of the block.

    `clock`: its processes believe the time that the drill sets. `disk`: its `var` is a small disk of its own; raises
    DemoError where none can be made.
    """
    stack = Stack(profile, folder)
    try:
        with small_disk(stack.var, DISK) if disk else nullcontext():
            try:
                stack.start(clock=clock)
                deadline = time.monotonic() + PATIENCE
                while not stack.is_ready():
                    if time.monotonic() > deadline:
                        raise DemoError(
                            f"Le site n’est pas prêt après {PATIENCE:.0f} secondes\u00a0: lisez {folder}/*.log."
                        )
                    time.sleep(0.5)
                yield stack
            finally:
                for one in stack.kept.values():
                    one.end()
                stack.door.close()
    finally:
        if profile == CLUSTER:
            stop(stack.services)
