"""A backup is written beside its place and gets its name last: whoever finds the name finds all of it."""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils import timezone

from cms.backups import manifest as manifests
from cms.backups import media, sealing
from cms.backups.databases.contract import Vault
from cms.backups.databases.postgresql import PostgresqlVault
from cms.backups.databases.sqlite import SqliteVault
from cms.backups.failure import BackupError, told
from cms.backups.manifest import Manifest
from cms.backups.progress import Said, StepProgress, in_silence
from cms.backups.version import version

PARTIAL = ".partial"
PRIVATE = 0o700


def vault() -> Vault:
    """The database of the settings."""
    return PostgresqlVault(connection) if connection.vendor == "postgresql" else SqliteVault(connection)


def write_backup(
    target: Path,
    *,
    phrase: bytes | None = None,
    before: Path | None = None,
    say: Said = in_silence,
    now: datetime | None = None,
) -> Manifest:
    """Put the site away under this name; what the backup holds. `before`: an earlier one, to link what is the same.

    Raises BackupError, and leaves nothing under either name.
    """
    place = vault()
    with _new_folder(target) as folder, told(folder):
        held = place.put_away(folder / place.file, StepProgress("base de données", say))
        base = manifests.sum_of(folder / place.file)
        earlier = (before, manifests.read(before)) if before else None
        files = media.put_away(Path(settings.MEDIA_ROOT), folder, earlier, StepProgress("médias", say))
        files[place.file] = base
        if phrase is not None:
            sealing.seal(folder, phrase)
            files[sealing.FILE] = manifests.sum_of(folder / sealing.FILE)
        made = Manifest(now or timezone.now(), version(), place.profile, held.migrations, held.counts)
        made = replace(made, files=files, secrets=phrase is not None)
        manifests.write(made, folder)
        _settle(folder)
    return made


@contextmanager
def _new_folder(target: Path) -> Iterator[Path]:
    """The folder to write into; it becomes `target` when the block ends well, and goes when it does not."""
    target = target.absolute()
    partial = target.with_name(target.name + PARTIAL)
    with told(target):
        if target.exists() and (not target.is_dir() or any(target.iterdir())):
            raise BackupError(f"{target} existe déjà : donnez un nom nouveau, rien n’y a été changé.")
        target.parent.mkdir(parents=True, exist_ok=True)
        partial.mkdir(mode=PRIVATE, exist_ok=True)
        descriptor = os.open(partial, os.O_RDONLY)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as exc:
            raise BackupError(f"Une autre sauvegarde s’écrit déjà sous ce nom ({target}).") from exc
        try:
            _empty(partial)  # what one that was killed has left
            yield partial
            with told(target):
                partial.rename(target)
        except BaseException:
            shutil.rmtree(partial, ignore_errors=True)
            raise
    finally:
        os.close(descriptor)


def _empty(folder: Path) -> None:
    for one in folder.iterdir():
        shutil.rmtree(one) if one.is_dir() and not one.is_symlink() else one.unlink()


def _settle(folder: Path) -> None:
    """Have the disk keep all of it before it gets its name."""
    for path in (*(one for one in folder.rglob("*") if one.is_file() and not one.is_symlink()), folder):
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
