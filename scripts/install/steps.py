"""What `make install` does, one step a function: each says so, and does nothing where it was done already."""

import os
import secrets
import subprocess
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from scripts.demo.console import DemoError, Step, say
from scripts.demo.places import ROOT, check_disk
from scripts.demo.stamps import fingerprint
from scripts.install.places import ACCOUNT, Places, account, own_environment, read_settings
from scripts.install.releases import STAMP, Releases, sources

SERVICES = ("odd17-web.socket", "odd17-web.service", "odd17-worker.service", "odd17-beat.service")


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
    ours = (places.releases, places.settings.parent, places.state, places.backups)
    for folder in (*ours, places.units, places.command.parent):
        folder.mkdir(parents=True, exist_ok=True)
    give(places.settings.parent, places, mode=0o750, group_only=True)
    give(places.state, places, mode=0o711)
    give(places.backups, places, mode=0o700)
    check_disk(places.state)


def lay_code(places: Places) -> Path:
    """The release of this code. Raises DemoError, and changes nothing, where another one serves."""
    releases = Releases(places)
    releases.convert()
    state = fingerprint(sources(ROOT), root=ROOT)
    current = releases.current
    if current is not None and current != ROOT and (current / STAMP).read_text(encoding="ascii") != state:
        raise DemoError(
            f"Une autre version est installée dans {places.code} ; rien n’a été changé. "
            "Pour passer à celle-ci : sudo make upgrade"
        )
    return current or releases.lay()


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


def as_service(
    places: Places, release: Path, words: Sequence[str], *, told: bool = True, umask: int = 0o027, nice: int = 0
) -> "subprocess.CompletedProcess[str]":
    """A program of this release's environment, as the service itself with its settings; `told`: its words are kept.

    `nice`: how much it yields to others.
    """
    who = None if places.is_trial or os.geteuid() != 0 else account()
    program, *rest = words
    return subprocess.run(  # noqa: S603 -- our own modules
        [str((release / ".venv").resolve() / "bin" / program), *rest],
        cwd=release,
        env=own_environment(places),
        user=who and who.pw_uid,
        group=who and who.pw_gid,
        extra_groups=[] if who else None,
        umask=umask,
        preexec_fn=partial(os.nice, nice) if nice else None,
        capture_output=told,
        text=True,
        check=False,
    )


def prepare(places: Places, release: Path, *, plain_static: bool) -> None:
    """Tables, terms, static files, index and checks. Raises DemoError when one fails."""
    command = ["python", "-m", "scripts.install.prepare", *(["--plain-static"] if plain_static else [])]
    if as_service(places, release, command, told=False).returncode:
        raise DemoError("La préparation n’est pas allée au bout. La même commande reprendra où il le faut.")


def install_units(places: Places, release: Path) -> None:
    """The units and the command `odd17-manage` of a release; those that are as they ship are left alone."""
    pairs = [(release / "deploy/systemd" / name, places.units / name) for name in SERVICES]
    pairs.append((release / "deploy/odd17-manage", places.command))
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
