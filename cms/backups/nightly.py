"""The backups of each night in BACKUP_DIR: written, thinned out, and how old the newest is."""

import logging
import re
import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from cms.backups import manifest as manifests
from cms.backups import sealing
from cms.backups.failure import BackupError
from cms.backups.retention import kept
from cms.backups.writing import PARTIAL, write_backup
from ground.machine.alone import alone

logger = logging.getLogger(__name__)
LOCK = "sauvegarde"
PREFIX, STAMP = "odd17-", "%Y-%m-%dT%H%M%S"
NAMED = re.compile(rf"{PREFIX}\d{{4}}-\d\d-\d\dT\d{{6}}")


@dataclass(frozen=True, slots=True)
class NightlyBackup:
    """One on the shelf; `when` is the site's own time, from its name."""

    path: Path
    when: datetime


def on_the_shelf() -> list[NightlyBackup]:
    """Those that are whole, the newest first; none without BACKUP_DIR, or where it cannot be read."""
    if not settings.BACKUP_DIR:
        return []
    try:
        found = [path for path in Path(settings.BACKUP_DIR).iterdir() if NAMED.fullmatch(path.name)]
    except OSError:
        return []
    there = [NightlyBackup(path, _moment(path.name)) for path in found if (path / manifests.NAME).is_file()]
    return sorted(there, key=lambda one: one.when, reverse=True)


def age_and_size(now: datetime | None = None) -> tuple[float, int] | None:
    """Seconds since the newest was begun, and its bytes; None while there is none."""
    for one in on_the_shelf():
        try:
            found = manifests.read(one.path)
        except BackupError:
            continue  # damaged: the one before it counts
        return ((now or timezone.now()) - found.when).total_seconds(), found.size
    return None


def write_nightly(now: datetime | None = None) -> Path | None:
    """Write one and let go of those that are not kept; None without BACKUP_DIR, or while another process does it."""
    if not settings.BACKUP_DIR:
        return None
    began = timezone.localtime(now)
    target = Path(settings.BACKUP_DIR) / f"{PREFIX}{began:{STAMP}}"
    with alone(LOCK) as mine:
        if not mine:
            return None
        for left in Path(settings.BACKUP_DIR).glob(f"{PREFIX}*{PARTIAL}"):
            shutil.rmtree(left, ignore_errors=True)  # of a night that was killed: nobody else is in here
        phrase = settings.BACKUP_PASSPHRASE_FILE
        before = next((one.path for one in on_the_shelf() if _is_readable(one.path)), None)
        made = write_backup(target, phrase=sealing.passphrase(phrase) if phrase else None, before=before, now=began)
        logger.info("backup: %s, %d bytes", target, made.size)
        thin_out()
    return target


def thin_out() -> list[Path]:
    """Remove what is not kept; which that were."""
    there = on_the_shelf()
    stay = kept(one.when for one in there)
    gone = [one.path for one in there if one.when not in stay]
    for path in gone:
        # Without its manifest it is no backup any more, should this be broken off.
        (path / manifests.NAME).unlink()
        shutil.rmtree(path)
    return gone


def _moment(name: str) -> datetime:
    return datetime.strptime(name.removeprefix(PREFIX), STAMP)  # noqa: DTZ007 -- the site's own time, only compared


def _is_readable(path: Path) -> bool:
    try:
        manifests.read(path)
    except BackupError:
        return False
    return True
