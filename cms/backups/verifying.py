"""A backup proves what it is worth: restored into a scratch place that goes afterwards, and asked as a site is."""

import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

from cms import env
from cms.backups import media
from cms.backups.failure import BackupError, told
from cms.backups.manifest import Manifest
from cms.backups.progress import Said, in_silence
from cms.backups.restoring import checked
from cms.backups.writing import vault

#: What the scratch site must not share with the one in use, and limits that would count its own questions.
APART = {
    **dict.fromkeys(("REDIS_URL", "ELASTICSEARCH_URL", "SEARCH_REPLICA", "SEARCH_VECTORS", "EMAIL_HOST"), ""),
    **dict.fromkeys(("BACKUP_DIR", "BACKUP_PASSPHRASE_FILE", "CACHE_PURGE_URL", "SECURE_SSL_REDIRECT"), ""),
    "ALLOWED_HOSTS": "localhost",
    "SITE_URL": "http://localhost",
    "API_RATE": "0",
    "SITE_RATE": "0",
    "LOG_LEVEL": "ERROR",
}


@dataclass(frozen=True, slots=True)
class Verified:
    """What a backup was seen to do. `cap`: elements of the newest C.A.P., None without one; `found`: a title."""

    manifest: Manifest
    cap: int | None
    found: str | None
    pages: int
    media: int


def verify(folder: Path, say: Said = in_silence) -> Verified:
    """Restore it elsewhere and look. Raises BackupError with the first thing that is not as it must be."""
    manifest = checked(folder, say)
    place = vault()
    with (
        tempfile.TemporaryDirectory(prefix="odd17-verification-") as scratch,
        told(scratch),
        place.scratch(folder / place.file, Path(scratch)) as (address, held),
    ):
        for name in sorted({*manifest.counts, *held.counts}):
            expected, found = manifest.counts.get(name), held.counts.get(name)
            if expected != found:
                raise BackupError(f"La table {name} a {found} lignes une fois restaurée, et {expected} sauvegardées.")
        looked = _look(address, Path(scratch) / "var")
    return Verified(manifest, media=sum(1 for _ in media.names_of(manifest)), **looked)


def _look(address: str, var: Path) -> dict[str, Any]:
    environment = env.with_these(**APART, DATABASE_URL=address, VAR_DIR=str(var), SECRET_KEY=settings.SECRET_KEY)
    environment["DJANGO_SETTINGS_MODULE"] = "cms.settings"
    command = [sys.executable, "-m", "cms.backups.looking"]
    done = subprocess.run(  # noqa: S603 -- words of our own
        command, cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        last = next((line for line in reversed(done.stderr.splitlines()) if line.strip()), "sans raison dite")
        raise BackupError(f"Le site restauré ne répond pas comme il faut : {last.strip()}")
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found
