"""`python -m scripts.drill.upgrade`: what `make drill-upgrade` calls. The tables go to docs/operations.md.

The service is installed below a folder as `make install` does, and what its units start is started, web on a socket
that is held as systemd holds it. Twenty requests a second come while it is backed up, upgraded to a next release,
whose column is new, whose style sheet has changed and whose index the old one's cannot be, and rolled back. Then it is
restored.
"""

import argparse
import resource
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from scripts.bench.place import HOST, RATES
from scripts.bench.report import Section, Table, write
from scripts.demo.console import DemoError, say
from scripts.demo.places import ROOT
from scripts.drill.stack import handed, is_well
from scripts.drill.visitors import Answered, Crowd, coming
from scripts.install import steps
from scripts.install.places import Places, own_environment
from scripts.install.releases import Releases, sources
from scripts.install.upgrading import UNITS, InstalledUpgrade

A_SECOND, CALM, PATIENCE = 20.0, 5.0, 120.0
DOCUMENT = ROOT / "docs" / "operations.md"
TEXT = (
    "Twenty mixed requests a second (pages, searches, API) on the embedded profile, one machine alone; the next "
    "release has a column more, another style sheet and another scheme of the index. « Failed »: 5xx or no answer. "
    "CPU: of the step’s own processes, which other programs change little."
)
MIGRATION = '''"""A column that the version before does not know."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("workers", "{last}")]
    operations = [migrations.AddField("{model}", "exercice", models.CharField(max_length=20, null=True))]
'''
SCHEME = Path("search/engines/embedded_schema.py")


class Timed(InstalledUpgrade):
    """Notes the seconds of each step: the clock's, and those of its processes."""

    @contextmanager
    def _told(self, name: str) -> Iterator[None]:
        began, used = time.monotonic(), processor()
        with super()._told(name):
            yield
        wall, cpu = self.rows.get(name, (0.0, 0.0))
        self.rows[name] = (wall + time.monotonic() - began, cpu + processor() - used)

    @property
    def rows(self) -> dict[str, tuple[float, float]]:
        """(seconds, CPU seconds) by step."""
        found: dict[str, tuple[float, float]] = self.__dict__.setdefault("_rows", {})
        return found


def processor() -> float:
    """CPU seconds of the processes that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


class Machine:
    """The installed service below a folder, and what runs of it."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.places = folder, Places(folder / "machine")
        self.releases = Releases(self.places)
        self.door = socket.create_server((HOST, 0), backlog=1024)
        self.port = int(self.door.getsockname()[1])
        self.running: dict[str, subprocess.Popen[bytes]] = {}

    def install(self, corpus: Path | None) -> None:
        """As `make install` does, with the libraries that are here; the corpus, or the demo content."""
        steps.make_folders(self.places)
        if corpus is not None:
            for name in ("db.sqlite3", "media", "secret_key"):
                copy = shutil.copytree if (corpus / name).is_dir() else shutil.copyfile
                copy(corpus / name, self.places.state / name)
        settings = {
            "SITE_URL": f"http://{HOST}:{self.port}",
            "ALLOWED_HOSTS": HOST,
            "SECRET_KEY": "exercice" * 8,
            "LOG_LEVEL": "WARNING",
            "VAR_DIR": str(self.places.state),
            "BACKUP_DIR": str(self.places.backups),
            **dict.fromkeys(RATES, "0"),
        }
        self.places.settings.write_text("".join(f"{name}={value}\n" for name, value in settings.items()))
        release = self.releases.lay()
        self.releases.equip(release, given=Path(sys.prefix))
        self.releases.switch(release)
        steps.install_units(self.places, release)
        self.manage("migrate", "--no-input")
        if corpus is None:
            self.manage("load_demo")
        self.manage("collectstatic", "--no-input")
        self.manage("search_rebuild", "--confirmer")

    def manage(self, *words: str) -> None:
        """One of the site's commands, by the release that serves."""
        done = steps.as_service(self.places, self.places.code.resolve(), ["python", "manage.py", *words])
        if done.returncode:
            raise DemoError(f"manage.py {words[0]} : {done.stdout}{done.stderr}")

    def start(self, name: str) -> None:
        unit = (self.places.units / f"{name}.service").read_text(encoding="utf-8")
        line = next(line for line in unit.splitlines() if line.startswith("ExecStart="))
        words = line.partition("=")[2].replace("/opt/odd17", str(self.places.code)).split()
        door = self.door.fileno()
        if name == UNITS[0]:
            words = handed(door, words)
        with (self.folder / f"{name}.log").open("ab") as log:
            self.running[name] = subprocess.Popen(  # noqa: S603  words of our units
                words, cwd=self.places.code, env=own_environment(self.places), stdout=log, stderr=log, pass_fds=(door,)
            )

    def control(self, verb: str, names: Sequence[str]) -> None:
        """As `systemctl stop` and `systemctl restart` do with several units: all at once."""
        for name in names:
            self.running[name].terminate()
        for name in names:
            self.wait(name)
            if verb == "restart":
                self.start(name)

    def wait(self, name: str) -> None:
        """Until a unit has ended, at most as long as systemd waits for it."""
        try:
            self.running[name].wait(timeout=40)
        except subprocess.TimeoutExpired:
            self.running[name].kill()
            self.running[name].wait()

    def end(self) -> None:
        for one in self.running.values():
            one.terminate()
        for name in self.running:
            self.wait(name)

    def settle(self) -> None:
        """Until all is well, and a little longer."""
        self.await_ready()
        time.sleep(CALM)

    def await_ready(self) -> None:
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            if is_well(f"http://{HOST}:{self.port}/sante/pret/", timeout=30):
                return
            time.sleep(0.5)
        raise DemoError(f"Le site n’est pas prêt après {PATIENCE:.0f} s\u00a0: lisez {self.folder}/*.log.")


def next_release(folder: Path) -> Path:
    """This tree, one version further."""
    for file in sources(ROOT):
        target = folder / file.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(file, target)
    last = max(path.stem for path in (folder / "workers/migrations").glob("0*.py"))
    text = MIGRATION.format(last=last, model="battement")
    (folder / f"workers/migrations/{int(last[:4]) + 1:04d}_exercice.py").write_text(text, encoding="utf-8")
    sheet = max((folder / "templates/static/css").rglob("*.css"), key=lambda path: path.stat().st_size)
    sheet.write_text(f"{sheet.read_text('utf-8')}\n/* exercice */\n", encoding="utf-8")
    scheme = (folder / SCHEME).read_text("utf-8")
    (folder / SCHEME).write_text(scheme.replace('version("tantivy"))', 'version("tantivy"), "exercice")'), "utf-8")
    return folder


def row(phase: str, seen: Sequence[Answered], seconds: float, used: float) -> tuple[str, ...]:
    """One row of the first table; `used`: the CPU seconds of what was done."""
    failed = [one for one in seen if one.status == 0 or one.status >= 500]
    for one in failed[:8]:
        say(f"    {one.status or 'silence'} {one.path} ({one.seconds:.1f} s)")
    slowest = max((one.seconds for one in seen), default=0.0)
    median = sorted(one.seconds for one in seen)[len(seen) // 2] if seen else 0.0
    return phase, f"{seconds:.1f}", f"{used:.1f}", str(len(seen)), str(len(failed)), f"{median:.2f}", f"{slowest:.1f}"


def exercise(machine: Machine, *, a_second: float = A_SECOND) -> tuple[list[tuple[str, ...]], list[tuple[str, ...]]]:
    """(one row for each phase, one for each step of the upgrade); the site runs, and is ended at the end."""
    crowd, rows = Crowd(HOST, machine.port), []
    upgrade = Timed(machine.places, control=machine.control, source=next_release(machine.folder / "next"))
    back = Timed(machine.places, control=machine.control)
    upgrade.port = back.port = machine.port
    backup = machine.places.backups / "exercice"
    phases = {
        "quiet": lambda: time.sleep(CALM),
        "backup": lambda: machine.manage("backup", str(backup)),
        "upgrade": lambda: upgrade(environment=Path(sys.prefix)),
        "after it": machine.settle,
        "rollback": back.back,
        "after that": machine.settle,
    }
    for name in UNITS:
        machine.start(name)
    try:
        # The worker finds much to do in a corpus that was just laid here.
        machine.settle()
        for name, act in phases.items():
            began, used = time.monotonic(), processor()
            with coming(crowd, a_second=a_second):
                act()
                seconds, used = time.monotonic() - began, processor() - used
            rows.append(row(name, crowd.taken(), seconds, used))
            say(f"  {' | '.join(rows[-1])}")
    finally:
        machine.end()
        machine.door.close()
    began, used = time.monotonic(), processor()
    machine.manage("restore", str(backup), "--force", "--yes")
    rows.append(row("restore, the site stopped", [], time.monotonic() - began, processor() - used))
    walls = [(name, f"{wall:.1f}", f"{cpu:.1f}") for name, (wall, cpu) in upgrade.rows.items()]
    total = tuple(f"{sum(one[index] for one in upgrade.rows.values()):.1f}" for index in (0, 1))
    return rows, [*walls, ("all", *total)]


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m scripts.drill.upgrade", description="An upgrade under load.")
    parser.add_argument("--corpus", type=Path, help="the VAR_DIR of a larger site, which is copied; else demo content")
    parser.add_argument("--no-write", action="store_true", help="leave docs/operations.md as it is")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="odd17-passage-") as folder:
        machine = Machine(Path(folder))
        machine.install(options.corpus)
        with closing(sqlite3.connect(machine.places.state / "db.sqlite3")) as database:
            (count,) = database.execute("SELECT count(*) FROM wagtailcore_page").fetchone()
        phases, walls = exercise(machine)
    section = Section("drill-upgrade", "Upgrades under load", f"{TEXT} {count} pages.")
    section.tables = [
        Table(("phase", "seconds", "CPU seconds", "requests", "failed", "median (s)", "slowest (s)"), phases),
        Table(("step of the upgrade", "seconds", "CPU seconds"), walls),
    ]
    say(f"\n{section.markdown()}")
    if not options.no_write:
        write([section], " ".join(["make drill-upgrade", *arguments]), path=DOCUMENT)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
