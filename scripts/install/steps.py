"""What `make install` does, one step a function: each says so, and does nothing where it was done already."""

import compileall
import os
import re
import secrets
import shutil
import subprocess
import sys
from pathlib import Path

from scripts.bootstrap import RUN, Environment, bootstrap
from scripts.demo.console import DemoError, Step, say
from scripts.demo.places import ROOT, check_disk
from scripts.demo.stamps import files_under, fingerprint
from scripts.install.places import ACCOUNT, LEFT_OUT, Places, account, own_environment, read_settings

SERVICES = ("odd17-web.socket", "odd17-web.service", "odd17-worker.service", "odd17-beat.service")
STAMP = ".installed"


def runs_systemd() -> bool:
    """Whether this machine was started by systemd: the test of sd_booted(3)."""
    return Path("/run/systemd/system").is_dir()


def make_account(places: Places) -> None:
    """The account of the service: no password, no shell, no home but its state."""
    if places.is_trial or account() is not None:
        return
    command = ["useradd", "--system", "--user-group", "--home-dir", "/var/lib/odd17", "--no-create-home"]
    with Step(f"Création du compte système « {ACCOUNT} »"):
        done = subprocess.run(  # noqa: S603 -- fixed words
            [*command, "--shell", "/usr/sbin/nologin", ACCOUNT], capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise DemoError(f"Le compte n’a pas pu être créé : {done.stderr.strip()} Installez le paquet « passwd ».")


def give(path: Path, places: Places, *, mode: int, group_only: bool = False) -> None:
    """Set who may read it, and whose it is where we may say so."""
    path.chmod(mode)
    who = account()
    if not places.is_trial and who is not None:
        os.chown(path, 0 if group_only else who.pw_uid, who.pw_gid)


def make_folders(places: Places) -> None:
    """Settings that root and the service read; a state that others may cross, to the static files, and not list.

    Backups are the service's alone.
    """
    ours = (places.code, places.settings.parent, places.state, places.backups)
    for folder in (*ours, places.units, places.command.parent):
        folder.mkdir(parents=True, exist_ok=True)
    give(places.settings.parent, places, mode=0o750, group_only=True)
    give(places.state, places, mode=0o711)
    give(places.backups, places, mode=0o700)
    check_disk(places.state)


def sources(root: Path) -> list[Path]:
    """Every file of the service in a clone or an archive, by the names that `files_under` gives."""
    kept = [one for one in sorted(root.iterdir()) if one.name not in LEFT_OUT and not one.name.startswith(".")]
    folders = [one for one in kept if one.is_dir()]
    found = [*(one for one in kept if one.is_file()), *files_under(*folders)]
    return [file for file in found if LEFT_OUT.isdisjoint(file.relative_to(root).parts)]


def copy_code(places: Places, *, source: Path = ROOT) -> None:
    """The code, as root's: the service cannot change it. Another version that stands there is left as it is.

    Raises DemoError when one does.
    """
    if source == places.code:
        return
    files = sources(source)
    state = fingerprint(files, root=source)
    stamp = places.code / STAMP
    if stamp.exists():
        if stamp.read_text(encoding="ascii") == state:
            return
        raise DemoError(
            f"Une autre version est installée dans {places.code} ; rien n’a été changé. "
            "docs/operations.md, « Upgrade », dit comment passer à celle-ci."
        )
    with Step(f"Copie du code dans {places.code}"):
        for file in files:
            target = places.code / file.relative_to(source)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, target)
            target.chmod(0o755 if os.access(file, os.X_OK) else 0o644)
        if not places.is_trial:
            # The service may not write beside the code: it would compile it at each start.
            compileall.compile_dir(places.code, quiet=2, rx=re.compile(r"/\.venv/"))
        stamp.write_text(state, encoding="ascii")


def make_environment(places: Places, *, given: Path | None) -> None:
    """The pinned libraries, hashes checked; or the environment that a trial was given."""
    if given is None:
        bootstrap(RUN, Environment(places.environment, root=places.code))
    elif not places.environment.exists():
        places.environment.symlink_to(given)


def write_settings(places: Places, name: str | None) -> None:
    """odd17.env with a key of its own, once; what stands there is kept. Raises DemoError without a name."""
    if places.settings.exists():
        read_settings(places.settings.read_text(encoding="utf-8"))
        return
    if name is None:
        raise DemoError("Dites sous quel nom le site répondra : make install NAME=www.exemple.fr")
    text = (ROOT / "deploy/odd17.env").read_text(encoding="utf-8")
    text = text.replace("@NAME@", name).replace("@SECRET_KEY@", secrets.token_urlsafe(64))
    with Step(f"Écriture des réglages dans {places.settings}"):
        unfinished = places.settings.with_suffix(".part")
        descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
        give(unfinished, places, mode=0o640, group_only=True)
        unfinished.replace(places.settings)


def prepare(places: Places, *, plain_static: bool) -> None:
    """Tables, terms, static files, index and checks, as the service itself. Raises DemoError when one fails."""
    who = None if places.is_trial or os.geteuid() != 0 else account()
    command = [str(places.environment / "bin/python"), "-m", "scripts.install.prepare"]
    done = subprocess.run(  # noqa: S603 -- our own module
        [*command, *(["--plain-static"] if plain_static else [])],
        cwd=places.code,
        env=own_environment(places),
        user=who and who.pw_uid,
        group=who and who.pw_gid,
        extra_groups=[] if who else None,
        check=False,
    )
    if done.returncode:
        raise DemoError("La préparation n’est pas allée au bout. La même commande reprendra où il le faut.")


def install_units(places: Places) -> None:
    """The units and the command `odd17-manage`; those that are as they ship are left alone."""
    pairs = [(ROOT / "deploy/systemd" / name, places.units / name) for name in SERVICES]
    pairs.append((ROOT / "deploy/odd17-manage", places.command))
    for source, target in pairs:
        text = source.read_bytes()
        if not target.exists() or target.read_bytes() != text:
            target.write_bytes(text)
            say(f"✓ {target}")
        target.chmod(0o755 if target == places.command else 0o644)


def start(places: Places) -> None:
    """Have systemd start all of it, now and at each start of the machine; say how where systemd does not run."""
    commands = [["systemctl", "daemon-reload"], ["systemctl", "enable", "--now", *SERVICES]]
    if places.is_trial or not runs_systemd():
        say("\n  systemd ne tourne pas ici. Sur la machine elle-même :")
        for command in commands:
            say(f"    {' '.join(command)}")
        return
    with Step("Démarrage des services"):
        for command in commands:
            done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 -- fixed words
            if done.returncode:
                raise DemoError(
                    f"« {' '.join(command)} » a échoué : {done.stderr.strip()}\n"
                    "journalctl -u 'odd17-*' -n 50 dit pourquoi."
                )


def check_machine(places: Places) -> None:
    """Raises DemoError with what is missing before anything is written."""
    if sys.platform != "linux":
        raise DemoError("make install est fait pour Linux avec systemd ; « make demo » tourne aussi ailleurs.")
    if not places.is_trial and os.geteuid() != 0:
        raise DemoError("L’installation crée un compte et des services : lancez-la par root (sudo make install …).")
    try:
        import ensurepip  # noqa: F401  Debian leaves it out of python3
    except ImportError as exc:
        raise DemoError("Il manque de quoi créer un environnement Python : apt-get install python3-venv") from exc
