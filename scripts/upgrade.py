"""`make upgrade`: the new version, already unpacked here, takes over the running site.

Where the service is installed, root's command takes it to this code (`scripts/install/upgrading.py`, which the targets
of make call). Elsewhere it brings up the checkout itself, with its own environment: here. Backup, migrations, static
files, the index where the new code cannot read the old one, then a reload. The old processes serve until the last step:
that is why tables only grow (`docs/releases.md`, `scripts/expanding.py`). Each step that fails stops the upgrade and
says what is done, what is not, and what to type. Standard library only, until the environment of a checkout is made.
"""

import argparse
import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from scripts.bootstrap import RUN, VENV, Environment, bootstrap
from scripts.demo.console import DemoError, Step, say
from scripts.demo.stamps import Stamps, files_under, fingerprint

ROOT = Path(__file__).resolve().parents[1]
UNITS = ("odd17-web", "odd17-worker", "odd17-beat")
LINES_TOLD = 12

CORRECT = "Corrigez ce qui est dit ci-dessus"
UNTOUCHED = f"Rien n’a été changé, et le site sert toujours l’ancienne version. {CORRECT}"
#: What to do when a step fails: {folder} is the backup that was made before.
ADVICE = {
    "La vérification de la base": f"{UNTOUCHED}, puis relancez « make upgrade ».",
    "La sauvegarde": f"{UNTOUCHED} (place, droits, programme qui manque), puis relancez « make upgrade ».",
    "La migration": "Le site sert toujours l’ancienne version. Relancez « make upgrade » : une migration reprend où "
    "elle s’est arrêtée. Si elle échoue encore, arrêtez le site, remettez l’ancienne version, puis lancez "
    "« manage.py restore {folder} --force ».",
    "Les fichiers statiques": "La base est à jour, et l’ancienne version la sert toujours. "
    f"{CORRECT} (place, droits), puis relancez « make upgrade ARGS=--no-backup ».",
    "L’index": "La base est à jour, et l’ancienne version la sert toujours. Relancez "
    "« make upgrade ARGS=--no-backup » ; si l’index échoue encore, lancez « manage.py search_state », qui dit "
    "pourquoi.",
    "Le rechargement": "La base et l’index sont à jour. Lisez « journalctl -u odd17-web -n 50 », corrigez, puis lancez "
    "« systemctl restart odd17-web odd17-worker odd17-beat ».",
}
ROLL_BACK = (
    "Pour revenir en arrière : arrêtez le site, remettez l’ancienne version, puis lancez « manage.py restore {folder} "
    "--force ». Ce qui a été écrit depuis la sauvegarde est perdu."
)
START_AGAIN = "Redémarrez maintenant le site (« make demo », ou vos unités) : il sert encore l’ancienne version."

Run = Callable[[Sequence[str]], "subprocess.CompletedProcess[str]"]


class UpgradeError(DemoError):
    """A step failed: what it said, and what to do."""


def run(command: Sequence[str]) -> "subprocess.CompletedProcess[str]":
    """The command's end, with all that it said."""
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603 -- words of ours


def manage(*words: str) -> list[str]:
    return [sys.executable, str(ROOT / "manage.py"), *words]


class Upgrade:
    """The steps, in order. `run` is how commands are run; `reload` is the command of the last step, empty for none.

    `stamps` remember which static files were gathered: to compress them takes a minute.
    """

    #: What to do, by the name of the step that failed.
    advice: Mapping[str, str] = ADVICE
    folder: Path | None

    def __init__(self, folder: Path | None, reload: Sequence[str], stamps: Stamps, run: Run = run) -> None:
        self.folder, self.reload, self.stamps, self.run = folder, reload, stamps, run

    def __call__(self) -> None:
        """Raises UpgradeError at the first step that fails."""
        self._step("La vérification de la base", manage("check", "--database", "default"))
        if self.folder is not None:
            self._step("La sauvegarde", manage("backup", str(self.folder)))
        self._step("La migration", manage("migrate", "--no-input"))
        self._gather_static()
        if self.run(manage("search_state")).returncode:
            self._step("L’index", manage("search_rebuild", "--confirmer"))
        else:
            say("✓ L’index se lit tel qu’il est")
        if self.reload:
            self._step("Le rechargement", self.reload)
        else:
            say(START_AGAIN)
        if self.folder is not None:
            say(ROLL_BACK.format(folder=self.folder))

    def _gather_static(self) -> None:
        files = [*files_under(ROOT / "templates" / "static"), ROOT / "requirements.txt"]
        state = fingerprint(files, root=ROOT, also="compressed")
        if self.stamps.says("static", state):
            say("✓ Les fichiers statiques n’ont pas changé")
            return
        self.stamps.forget("static")
        self._step("Les fichiers statiques", manage("collectstatic", "--no-input"))
        self.stamps.write("static", state)

    def _run(self, command: Sequence[str], *, umask: int = -1) -> "subprocess.CompletedProcess[str]":
        return self.run(command)

    def _step(self, name: str, command: Sequence[str], *, umask: int = -1) -> None:
        with self._told(name), Step(name):
            done = self._run(command, umask=umask)
            if done.returncode:
                raise UpgradeError(f"{done.stdout}\n{done.stderr}")

    @contextmanager
    def _told(self, name: str) -> Iterator[None]:
        """What stops a step, with what to do."""
        try:
            yield
        except (DemoError, OSError) as exc:
            said = str(exc).strip().splitlines()[-LINES_TOLD:]
            advice = self.advice[name].format(folder=self.folder or "DOSSIER")
            raise UpgradeError("\n".join((f"{name} : échec.", *(f"  {line}" for line in said), advice))) from exc


def reload_of_the_units(run: Run = run) -> list[str]:
    """The command that has systemd take the new code, where it runs our units: the socket of web stays open."""
    if not shutil.which("systemctl") or run(["systemctl", "is-active", "--quiet", UNITS[0]]).returncode:
        return []
    return ["systemctl", "reload-or-restart", *UNITS]


def upgrade_checkout(told: argparse.Namespace) -> None:
    """The steps, in the environment of the checkout. Raises DemoError."""
    if Path(sys.prefix).resolve() != VENV.resolve():
        bootstrap(RUN, Environment())
        python = str(VENV / "bin/python")
        os.execv(python, [python, "-m", "scripts.install.upgrading", *sys.argv[1:]])  # noqa: S606 -- our own interpreter
    var = Path(os.environ.get("VAR_DIR") or ROOT / "var")
    name = f"avant-{datetime.now().astimezone():%Y-%m-%dT%H%M%S}"
    where = told.backups or Path(os.environ.get("BACKUP_DIR") or var / "sauvegardes")
    reload = shlex.split(told.reload) if told.reload else reload_of_the_units()
    Upgrade(None if told.no_backup else where / name, reload, Stamps(var / "stamps", of="static"))()
