"""`python -m scripts.bootstrap [--dev]`: makes `.venv` from the pinned, hashed requirements.

Standard library only: it runs before anything is installed. It talks to the package index through pip, and only
when something is missing: a stamp, written last, says that an installation is whole and what it was made from.
"""

import argparse
import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TextIO

from scripts.demo.console import DemoError, Step, exit_code
from scripts.demo.kinship import end_with_parent, tied_to_me
from scripts.demo.places import ROOT, check_disk, check_writable, log_folder, tail

VENV = ROOT / ".venv"
RUN = ["requirements.txt"]
DEV = ["requirements.txt", "requirements-dev.txt"]


def fingerprint(files: list[str], *, root: Path = ROOT) -> str:
    """What an installation depends on: the Python that carries it, its place and each requirement's hash."""
    digest = hashlib.sha256(f"{sys.version} {root}".encode())
    for name in files:
        digest.update((root / name).read_bytes())
    return digest.hexdigest()


class Environment:
    """A virtual environment with two stamps: what the platform needs, and what its tests need on top."""

    def __init__(self, path: Path = VENV, *, root: Path = ROOT) -> None:
        self.path = path
        self.root = root
        self.python = path / "bin" / "python"
        self.unfinished = path / "unfinished"

    def stamp(self, files: list[str]) -> Path:
        return self.path / f"installed-{Path(files[-1]).stem}"

    def holds(self, files: list[str]) -> bool:
        """Whether exactly these requirements were installed to the end. The tests' are a superset of the others."""
        return any(
            self.python.exists()
            and self.stamp(candidate).exists()
            and self.stamp(candidate).read_text() == fingerprint(candidate, root=self.root)
            for candidate in (files, DEV)
        )

    def is_reusable(self) -> bool:
        """Whether pip may add to what stands: same Python, and no installation broke off in the middle."""
        if self.unfinished.exists() or not self.python.exists():
            return False
        probe = "import sys, pip; print(sys.version)"
        answer = subprocess.run([self.python, "-c", probe], capture_output=True, text=True, check=False)  # noqa: S603 -- our own interpreter
        return answer.returncode == 0 and answer.stdout.strip() == sys.version

    def create(self, log: Path) -> None:
        """An empty environment in place of whatever stood there."""
        shutil.rmtree(self.path, ignore_errors=True)
        if run([sys.executable, "-m", "venv", str(self.path)], log) != 0:
            raise DemoError(
                f"L’environnement Python n’a pas pu être créé avec {sys.executable}. Sous Debian et Ubuntu, "
                f"installez le paquet python3-venv, puis relancez la même commande. Journal : {log}\n{tail(log)}"
            )

    def install(self, files: list[str], log: Path) -> None:
        """Everything in `files`, hashes checked; the stamp comes last."""
        self.unfinished.touch()
        for each in (RUN, DEV):
            self.stamp(each).unlink(missing_ok=True)
        wanted = [part for name in files for part in ("-r", str(self.root / name))]
        quiet = ["--quiet", "--no-input", "--disable-pip-version-check", "--no-warn-script-location"]
        if run([str(self.python), "-m", "pip", "install", *quiet, "--require-hashes", *wanted], log) != 0:
            raise DemoError(
                "Les dépendances n’ont pas pu être installées. Vérifiez l’accès à Internet (ou votre miroir pip), "
                f"puis relancez la même commande : elle reprendra d’elle-même. Journal : {log}\n{tail(log)}"
            )
        self.stamp(files).write_text(fingerprint(files, root=self.root))
        self.unfinished.unlink()


def run(command: list[str], log: Path) -> int:
    """The command's exit code; all it says goes to the end of the log."""
    # PIP_USER, which some keep in their shell, makes every installation into an environment fail.
    with log.open("ab") as file:
        return subprocess.run(  # noqa: S603 -- fixed commands of our own
            command,
            stdout=file,
            stderr=file,
            stdin=subprocess.DEVNULL,
            env=os.environ | {"PIP_USER": "0"},
            preexec_fn=tied_to_me(),
            check=False,
        ).returncode


def wait_for(lock: TextIO) -> None:
    """Hold the lock; say so when another installation makes us wait for it."""
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        with Step("Attente d’une autre installation en cours"):
            fcntl.flock(lock, fcntl.LOCK_EX)


def bootstrap(files: list[str], environment: Environment) -> None:
    """Bring the environment in step with `files`; at once, and without network, when it already is."""
    if environment.holds(files):
        return
    check_writable(environment.root)
    check_disk(environment.root)
    log = log_folder(environment.root / "var") / "installation.log"
    with (environment.root / "var" / "bootstrap.lock").open("w") as lock:
        wait_for(lock)
        if environment.holds(files):
            return
        log.write_text("")
        if not environment.is_reusable():
            with Step("Création de l’environnement Python (.venv)"):
                environment.create(log)
        with Step("Installation des dépendances", hint="environ une minute"):
            environment.install(files, log)


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m scripts.bootstrap", description="Makes .venv.")
    parser.add_argument("--dev", action="store_true", help="what the tests and linters need, too")
    dev = parser.parse_args(arguments).dev
    # Else pip would go on alone when `make` is killed.
    end_with_parent(os.getppid())
    return exit_code(lambda: bootstrap(DEV if dev else RUN, Environment()), DemoError)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
