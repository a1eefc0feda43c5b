"""`make try-install`: the documented installation, word for word, in a bare Debian root of its own.

Root only, with debootstrap. It types the commands of docs/operations.md in a chroot, from a clone of what is committed
here, starts by hand what the units start, as their account and with a socket held for web, and asks the site whether it
is ready; then it upgrades and rolls back. What a chroot cannot show is systemd: start, restart and hardening of units.
Mounts and processes are in a namespace of their own, and end with it. What this machine needs to reach the outside
(a mirror, its certificates) is given by the caller: `PIP_*` and `*_proxy` of the environment, and `--carry` for files.
"""

import argparse
import http.client
import os
import re
import shlex
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from scripts.demo.console import DemoError, Step, complain, say
from scripts.demo.places import ROOT
from scripts.install.places import read_settings
from scripts.install.upgrading import status_of

NAME = "www.exemple.fr"
INSIDE = "ODD17_TRY_INSIDE"
SERVICES = ("odd17-web", "odd17-worker", "odd17-beat")
PATIENCE = 180.0
#: The systems that docs/operations.md names.
SUITES = ("bookworm", "trixie")
#: A program of each package that it needs.
NEEDED = {"debootstrap": "debootstrap", "util-linux": "unshare", "git": "git"}
HANDED = 'cd /opt/odd17 && umask 027 && LISTEN_PID=$$ LISTEN_FDS=1 exec "$@"'


def commands(text: str) -> list[str]:
    """The lines of the first block below « One Debian machine »."""
    found = re.search(r"^### One Debian machine\n```\n(.+?)^```$", text, re.MULTILINE | re.DOTALL)
    if found is None:
        raise DemoError("docs/operations.md ne dit plus comment installer une machine Debian.")
    return found.group(1).splitlines()


def as_typed(lines: Sequence[str], *, repository: str) -> str:
    """The script that types them: nobody is there to answer, so packages and the account's password are given."""
    text = "\n".join(lines).replace("ADDRESS-OF-THIS-REPOSITORY", repository)
    return text.replace("createsuperuser", "createsuperuser --noinput")


class Machine:
    """A Debian below a folder."""

    def __init__(self, root: Path, variables: Mapping[str, str]) -> None:
        self.root, self.variables = root, variables

    def make(self, suite: str, mirror: str) -> None:
        """The packages that any Debian has, and no other."""
        if (self.root / "usr/bin/apt-get").exists():
            return
        with Step(f"Debian {suite}, sans rien de plus", hint="une à trois minutes"):
            run(["debootstrap", "--variant=minbase", suite, str(self.root), mirror])

    def mount(self) -> None:
        (self.root / "dev/shm").mkdir(exist_ok=True)
        for command in (
            ["/usr/bin/mount", "-t", "proc", "proc", f"{self.root}/proc"],
            ["/usr/bin/mount", "-t", "tmpfs", "tmpfs", f"{self.root}/dev/shm"],  # noqa: S108 -- below the root of the trial
            ["/usr/bin/mount", "-t", "tmpfs", "tmpfs", f"{self.root}/run"],
        ):
            run(command)

    def carry(self, paths: Sequence[Path]) -> None:
        """What this machine has and the other needs: the same paths there."""
        for path in paths:
            target = self.root / path.relative_to("/")
            target.parent.mkdir(parents=True, exist_ok=True)
            if path.is_dir():
                shutil.copytree(path, target, dirs_exist_ok=True)
            else:
                shutil.copyfile(path, target)

    def type(self, script: str, title: str) -> None:
        """Have root's shell run it; raises DemoError at the first command that fails."""
        say(f"━━ {title}\n{script}\n")
        began = time.monotonic()
        done = subprocess.run(  # noqa: S603 -- words of ours
            ["/usr/sbin/chroot", str(self.root), "/bin/sh", "-ec", f"cd /root\n{script}"],
            env=self.variables,
            check=False,
        )
        if done.returncode:
            raise DemoError(f"{title} : code {done.returncode}. C’est dit ci-dessus.")
        say(f"✓ {title} ({time.monotonic() - began:.0f} s)")

    def start(self, name: str, door: int, log: Path) -> "subprocess.Popen[bytes]":
        """What systemd starts for a unit, as its account and with its settings."""
        unit = (self.root / f"etc/systemd/system/{name}.service").read_text(encoding="utf-8")
        line = next(line for line in unit.splitlines() if line.startswith("ExecStart="))
        given = read_settings((self.root / "etc/odd17/odd17.env").read_text(encoding="utf-8"))
        with log.open("ab") as file:
            return subprocess.Popen(  # noqa: S603 -- words of our units
                [
                    *("/usr/sbin/chroot", "--userspec=odd17:odd17", str(self.root), "/bin/sh", "-c"),
                    *(f"{HANDED} 3<&{door}", "sh", *shlex.split(line.partition("=")[2])),
                ],
                env={"PATH": "/usr/bin:/bin", "HOME": "/var/lib/odd17", "PYTHONUNBUFFERED": "1", **given},
                stdout=file,
                stderr=file,
                pass_fds=(door,),
            )


def run(command: Sequence[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 -- words of ours
    if done.returncode:
        raise DemoError(f"« {shlex.join(command)} » a échoué : {(done.stderr or done.stdout).strip()[-800:]}")


def ask(port: int, path: str) -> int:
    """The status, as the proxy in front would see it; 0 for none."""
    with suppress(OSError, http.client.HTTPException):
        return status_of(port, path, host=NAME, timeout=30)
    return 0


def serve(machine: Machine, logs: Path) -> None:
    """Start all of it, wait until it is ready, end it. Raises DemoError when it is not."""
    with socket.create_server(("127.0.0.1", 0), backlog=1024) as door, Step("Le site démarre"):
        processes = [machine.start(name, door.fileno(), logs / f"{name}.log") for name in SERVICES]
        try:
            deadline = time.monotonic() + PATIENCE
            while (seen := ask(door.getsockname()[1], "/sante/pret/")) != http.client.OK:
                if time.monotonic() > deadline or any(one.poll() is not None for one in processes):
                    told = "\n".join((logs / f"{name}.log").read_text(errors="replace")[-1500:] for name in SERVICES)
                    raise DemoError(f"/sante/pret/ répond {seen}.\n{told}")
                time.sleep(0.5)
            answers = {
                path: ask(door.getsockname()[1], path) for path in ("/", "/admin/login/", "/api/v3/openapi.json")
            }
        finally:
            for one in processes:
                one.terminate()
            for one in processes:
                one.wait()
    if wrong := {path: status for path, status in answers.items() if status != http.client.OK}:
        raise DemoError(f"Le site est prêt, mais répond {wrong}.")
    say("✓ /sante/pret/ répond 200, et l’accueil, l’administration et l’API aussi")


def try_it(options: argparse.Namespace, folder: Path) -> None:
    """All of it, within the namespace."""
    carried = {
        name: value
        for name, value in os.environ.items()
        if name.startswith("PIP_") or name.lower().endswith("_proxy") or name == "SSL_CERT_FILE"
    }
    own = {
        "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
        "HOME": "/root",
        "LANG": "C.UTF-8",
        "DEBIAN_FRONTEND": "noninteractive",
        **{
            f"DJANGO_SUPERUSER_{name}": value
            for name, value in zip(("USERNAME", "EMAIL"), ("essai", "e@exemple.fr"), strict=True)
        },
        "DJANGO_SUPERUSER_PASSWORD": os.urandom(12).hex(),
    }
    machine = Machine(folder / "debian", carried | own)
    machine.make(options.suite, options.mirror)
    machine.mount()
    machine.carry([Path("/etc/resolv.conf"), *options.carry])
    (machine.root / "etc/apt/apt.conf.d/90oui").write_text('APT::Get::Assume-Yes "true";\n', encoding="ascii")
    run(["git", "clone", "--quiet", "--bare", str(ROOT), str(machine.root / "srv/odd17.git")])
    lines = commands((ROOT / "docs/operations.md").read_text(encoding="utf-8"))
    machine.type(as_typed(lines, repository="/srv/odd17.git"), "L’installation, comme docs/operations.md la donne")
    serve(machine, folder)
    # Another version, as far as its content goes.
    machine.type("cd odd17\necho >> README.md\nmake upgrade", "La mise à jour")
    serve(machine, folder)
    machine.type("cd odd17\nmake rollback", "Le retour à la version d’avant")
    serve(machine, folder)


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m scripts.install.bare", description="The installation, tried.")
    parser.add_argument("--suite", choices=SUITES, default=SUITES[0])
    parser.add_argument("--mirror", default="http://deb.debian.org/debian")
    parser.add_argument("--carry", type=Path, action="append", default=[], help="a file or folder of this machine")
    parser.add_argument("--folder", type=Path, help="keep the Debian here")
    options = parser.parse_args(arguments)
    missing = [package for package, name in NEEDED.items() if shutil.which(name) is None]
    if os.geteuid() != 0 or missing:
        complain("Il faut être root" + (f", et installer : apt-get install {' '.join(missing)}" if missing else "."))
        return 1
    if INSIDE not in os.environ:
        space = ["unshare", "--mount", "--propagation", "private", "--pid", "--fork", "--kill-child", "--mount-proc"]
        again = [*space, sys.executable, "-m", "scripts.install.bare", *arguments]
        return subprocess.run(again, cwd=ROOT, env={**os.environ, INSIDE: "1"}, check=False).returncode  # noqa: S603 -- ourselves
    with tempfile.TemporaryDirectory(prefix="odd17-debian-") as scratch:
        try:
            try_it(options, options.folder or Path(scratch))
        except (DemoError, OSError) as exc:
            complain(str(exc))
            return 1
        finally:
            for place in ("run", "dev/shm", "proc"):
                subprocess.run(  # noqa: S603 -- fixed words
                    ["umount", "--lazy", str((options.folder or Path(scratch)) / "debian" / place)],  # noqa: S607
                    capture_output=True,
                    check=False,
                )
    say("✓ L’installation, la mise à jour et le retour sont allés au bout")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
