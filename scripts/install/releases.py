"""Releases side by side: `/opt/odd17` is a symbolic link to the one that serves, in `/opt/odd17-releases`.

A release is a folder of code that nobody changes any more, named after its content; `.venv` in it is a link to an
environment, which releases with the same pinned libraries share. The switch is one rename. `history` has the names of
those that served, the newest last; the three newest are kept.
"""

import compileall
import fcntl
import hashlib
import os
import re
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from scripts.bootstrap import RUN, Environment, bootstrap
from scripts.demo.console import DemoError, Step
from scripts.demo.places import ROOT, check_disk
from scripts.demo.stamps import files_under, fingerprint
from scripts.install.places import LEFT_OUT, Places

STAMP = ".installed"
KEPT = 3


def sources(root: Path) -> list[Path]:
    """Every file of the service in a clone or an archive, by the names that `files_under` gives."""
    kept = [one for one in sorted(root.iterdir()) if one.name not in LEFT_OUT and not one.name.startswith(".")]
    folders = [one for one in kept if one.is_dir()]
    found = [*(one for one in kept if one.is_file()), *files_under(*folders)]
    return [file for file in found if LEFT_OUT.isdisjoint(file.relative_to(root).parts)]


def name_of(root: Path, state: str) -> str:
    """Such as `1-3f1a1d0c5e`: the last frozen release, and the content."""
    found = [int(one.group(1)) for path in root.glob("releases/*") if (one := re.match(r"release-(\d+)\.", path.name))]
    return f"{max(found, default=0)}-{state[:10]}"


class Releases:
    """Those of one machine. Raises OSError and DemoError."""

    def __init__(self, places: Places) -> None:
        self.places, self.folder = places, places.releases

    @property
    def current(self) -> Path | None:
        """The release that serves; None before the first."""
        return self.places.code.resolve() if self.places.code.is_symlink() and self.places.code.exists() else None

    @property
    def history(self) -> list[str]:
        """Names of those that served and are still there; the last one serves."""
        try:
            names = (self.folder / "history").read_text(encoding="ascii").split()
        except FileNotFoundError:
            names = []
        names = [name for name in names if (self.folder / name / STAMP).exists()]
        if (current := self.current) is None:
            return names
        return [*(names[: names.index(current.name)] if current.name in names else names), current.name]

    @property
    def before(self) -> Path | None:
        """The release that served before this one."""
        names = self.history[:-1]
        return self.folder / names[-1] if names else None

    @contextmanager
    def held(self) -> Iterator[None]:
        """Nobody else installs, upgrades or rolls back for the length of the block."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / ".lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as exc:
                raise DemoError("Une installation ou une mise à jour est déjà en cours : attendez sa fin.") from exc
            yield

    def convert(self) -> None:
        """Make a release of a plain `/opt/odd17`, as installations had; heal a conversion that broke off."""
        code = self.places.code
        if code.is_dir() and not code.is_symlink() and (code / STAMP).exists():
            release = self.folder / name_of(code, (code / STAMP).read_text(encoding="ascii"))
            self._write_history([release.name])
            with Step(f"Déplacement de {code} dans {release}"):
                code.rename(release)
                self._link(release)
        elif not code.is_symlink() and not code.exists() and (names := self.history):
            self._link(self.folder / names[-1])

    def lay(self, *, source: Path = ROOT) -> Path:
        """The release that a clone or an archive makes: copied, as root's, unless it is there."""
        files = sources(source)
        state = fingerprint(files, root=source)
        release = self.folder / name_of(source, state)
        if (release / STAMP).exists():
            return release
        check_disk(self.folder)
        unfinished = release.with_suffix(".part")
        shutil.rmtree(unfinished, ignore_errors=True)
        with Step(f"Copie du code dans {release}"):
            for file in files:
                target = unfinished / file.relative_to(source)
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(file, target)
                target.chmod(0o755 if os.access(file, os.X_OK) else 0o644)
            if not self.places.is_trial:
                # The service may not write beside the code: it would compile it at each start.
                compileall.compile_dir(unfinished, quiet=2, stripdir=str(unfinished), prependdir=str(release))
            (unfinished / STAMP).write_text(state, encoding="ascii")
            unfinished.rename(release)
        return release

    def equip(self, release: Path, *, given: Path | None = None) -> None:
        """Give it the pinned libraries, hashes checked: a new environment where none has these; or a trial's own."""
        link = release / ".venv"
        if link.is_dir() and not link.is_symlink():
            return  # as it was converted
        target = given
        if target is None:
            pinned = (release / RUN[0]).read_bytes()
            home = self.folder / "environments" / hashlib.sha256(sys.version.encode() + pinned).hexdigest()[:12]
            home.mkdir(parents=True, exist_ok=True)
            (home / RUN[0]).write_bytes(pinned)
            target = home / ".venv"
            bootstrap(RUN, Environment(target, root=home))
        _put_link(link, target)

    def switch(self, release: Path) -> None:
        """From now on, what starts is this release."""
        if release == self.current:
            return
        names = self.history
        self._link(release)
        self._write_history([*(names[: names.index(release.name)] if release.name in names else names), release.name])

    def tidy(self) -> None:
        """Delete the releases before the three newest, and the environments that none of these has."""
        kept = self.history[-KEPT:]
        self._write_history(kept)
        for path in self.folder.iterdir():
            if path.is_dir() and path.name not in {*kept, "environments"}:
                shutil.rmtree(path)
        used = {(self.folder / name / ".venv").resolve().parent for name in kept}
        for path in (self.folder / "environments").glob("*"):
            if path.resolve() not in used:
                shutil.rmtree(path)

    def _link(self, release: Path) -> None:
        _put_link(self.places.code, release)

    def _write_history(self, names: list[str]) -> None:
        unfinished = self.folder / "history.part"
        unfinished.write_text("".join(f"{name}\n" for name in names), encoding="ascii")
        unfinished.replace(self.folder / "history")


def _put_link(place: Path, target: Path) -> None:
    """A symbolic link, relative within one folder, in place of another at once."""
    fresh = place.with_name(f".{place.name}.new")
    fresh.unlink(missing_ok=True)
    fresh.symlink_to(target)
    fresh.replace(place)
