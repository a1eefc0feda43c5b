"""The whole site in a folder of its own: real servers, web, worker and schedule, each kept alive as systemd would."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from scripts.bench.memory import family
from scripts.bench.place import CLEARED, HOST, RATES, free_port
from scripts.demo.console import DemoError
from scripts.demo.places import ROOT
from scripts.demo.processes import OPENER, web_command
from scripts.drill.faults import CLUSTER
from scripts.services.processes import end
from scripts.services.state import State
from scripts.services.supervise import SERVERS, start, stop
from scripts.services.versions import VARIABLES

QUEUES = "celery,index,links,links-now,webhooks"
#: Seconds after which a process that died is started again: systemd's RestartSec of the units.
AGAIN = 2.0
PATIENCE = 120.0


class Kept:
    """A process that is started again when it dies."""

    def __init__(self, name: str, command: Sequence[str], variables: Mapping[str, str], log: Path) -> None:
        self.name, self.command, self.variables, self.log = name, command, variables, log
        self.process = self._started()
        self._over = threading.Event()
        self._keeper = threading.Thread(target=self._keep, daemon=True)
        self._keeper.start()

    @property
    def pids(self) -> list[int]:
        """The process and its children."""
        return family(self.process.pid) if self.process.poll() is None else []

    def end(self) -> None:
        """Ask it to end; make it after a while."""
        self._over.set()
        self._keeper.join()
        self.process.terminate()
        try:
            self.process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def _keep(self) -> None:
        while not self._over.wait(0.2):
            if self.process.poll() is not None and not self._over.wait(AGAIN):
                self.process = self._started()

    def _started(self) -> "subprocess.Popen[bytes]":
        with self.log.open("ab") as log:
            return subprocess.Popen(self.command, cwd=ROOT, env=dict(self.variables), stdout=log, stderr=log)  # noqa: S603  our own


class Stack:
    """What runs. `pids(name)` are the processes of a server, of `web`, `worker` or `beat`."""

    def __init__(self, profile: str, folder: Path) -> None:
        self.profile, self.folder = profile, folder
        self.port = free_port()
        self.services = folder / "services"
        self.kept: dict[str, Kept] = {}
        self.variables: dict[str, str] = {}

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

    def manage(self, *arguments: str) -> None:
        """One of the site's commands, to its end."""
        subprocess.run(  # noqa: S603  our own
            [sys.executable, "manage.py", *arguments], cwd=ROOT, env=self.variables, check=True, capture_output=True
        )

    def is_ready(self) -> bool:
        """Whether `/sante/pret/` says that all is well."""
        with suppress(OSError), OPENER.open(f"{self.url}/sante/pret/", timeout=10) as answer:
            return bool(answer.status == 200)
        return False


@contextmanager
def running(profile: str, folder: Path) -> Iterator[Stack]:
    """The site with its demo content, ready, until the end of the block."""
    stack = Stack(profile, folder)
    variables = {name: value for name, value in os.environ.items() if name not in CLEARED}
    try:
        if profile == CLUSTER:
            stack.start_servers()
            records = State(stack.services).records
            variables |= {VARIABLES[name]: record.url for name, record in records.items()}
        stack.variables = variables | {
            "VAR_DIR": str(folder / "var"),
            "DJANGO_SETTINGS_MODULE": "cms.settings",
            "SITE_URL": stack.url,
            "LOG_LEVEL": "WARNING",
            **dict.fromkeys(RATES, "0"),
        }
        for command in (("migrate",), ("load_demo",), ("search_rebuild",), ("collectstatic", "--noinput")):
            stack.manage(*command)
        worker = ["worker", "--pool", "threads", "--concurrency", "4", "--queues", QUEUES]
        worker += ["--without-gossip", "--without-mingle", "--loglevel", "WARNING"]
        beat = ["beat", "--loglevel", "WARNING"]
        celery = [sys.executable, "-m", "celery", "-A", "workers"]
        ours: tuple[tuple[str, list[str]], ...] = (
            ("web", web_command(HOST, stack.port)),
            ("worker", [*celery, *worker]),
            ("beat", [*celery, *beat]),
        )
        for name, words in ours:
            stack.kept[name] = Kept(name, words, stack.variables, folder / f"{name}.log")
        deadline = time.monotonic() + PATIENCE
        while not stack.is_ready():
            if time.monotonic() > deadline:
                raise DemoError(f"Le site n’est pas prêt après {PATIENCE:.0f} secondes\u00a0: lisez {folder}/*.log.")
            time.sleep(0.5)
        yield stack
    finally:
        for one in stack.kept.values():
            one.end()
        if profile == CLUSTER:
            stop(stack.services)
