"""A backup becomes the site again: checked first, then the database at once, the media, and today's migrations."""

import json
import os
import shutil
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.core.cache import cache
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from cms.backups import manifest as manifests
from cms.backups import media, sealing
from cms.backups.failure import BackupError, told
from cms.backups.manifest import Manifest
from cms.backups.progress import Said, StepProgress, in_silence
from cms.backups.writing import vault
from cms.foreign_migrations import unknown_among
from headless.contenus.bodies import expire_all, wake_renderer

#: A database in which these have no row holds nothing of anybody, whatever migrations wrote into it.
SOMEBODYS = ("auth_user", "wagtailcore_revision", "cap_cap")
SECRETS = "secrets-restaures.env"


def checked(folder: Path, say: Said = in_silence) -> Manifest:
    """The manifest of a backup that is whole and that this version can take up. Raises BackupError with the reason."""
    found = manifests.read(folder)
    place = vault()
    if found.profile != place.profile:
        raise BackupError(
            f"Cette sauvegarde est celle d’une base {found.profile}, et DATABASE_URL nomme une base {place.profile} : "
            "donnez une base de la même sorte."
        )
    applied = {(app, name) for app, _, name in (one.partition(".") for one in found.migrations)}
    if unknown := unknown_among(applied):
        raise BackupError(
            f"Cette sauvegarde vient d’une version plus récente ({found.version}, migration {'.'.join(unknown[0])}) : "
            "installez cette version, puis recommencez."
        )
    manifests.check(folder, found, StepProgress("vérification des fichiers", say))
    return found


def refuse_to_overwrite() -> None:
    """Raises BackupError where the database of the settings holds something of somebody."""
    try:
        tables = set(connection.introspection.table_names())
        with connection.cursor() as cursor:
            for name in sorted(tables & set(SOMEBODYS)):
                cursor.execute(f"SELECT 1 FROM {connection.ops.quote_name(name)} LIMIT 1")  # noqa: S608 -- names above
                if cursor.fetchone():
                    raise BackupError(
                        f"La base de données {connection.settings_dict['NAME']} n’est pas vide : rien n’y a été "
                        "changé. Sauvegardez-la, puis ajoutez --force pour la remplacer."
                    )
    except DatabaseError as exc:
        raise BackupError(f"La base de données ne répond pas : vérifiez DATABASE_URL ({type(exc).__name__}).") from exc


def take_up(folder: Path, *, say: Said = in_silence, now: datetime | None = None) -> Manifest:
    """Replace the site by the backup. Raises BackupError; the database is then as it was, and so are the media."""
    found = checked(folder, say)
    root = Path(settings.MEDIA_ROOT)
    stamp = f"{timezone.localtime(now):%Y%m%d-%H%M%S}"
    coming, going = root.with_name(f"{root.name}.partial-{stamp}"), root.with_name(f"{root.name}.avant-{stamp}")
    try:
        media.take_up(folder, coming, StepProgress("médias", say))
        place = vault()
        place.take_up(folder / place.file, StepProgress("base de données", say))
    except BaseException:
        shutil.rmtree(coming, ignore_errors=True)
        raise
    with told(root):
        if root.is_dir() and any(root.iterdir()):
            root.rename(going)
            say(f"Les médias d’avant sont gardés dans {going}.")
        elif root.is_dir():
            root.rmdir()
        coming.rename(root)
    return found


def bring_up() -> None:
    """Today's migrations on the restored database; what was kept of the one before is forgotten."""
    call_command("migrate", interactive=False, verbosity=0)
    with transaction.atomic():
        expire_all()
    cache.clear()
    wake_renderer()


def put_secrets_back(folder: Path, phrase: bytes) -> Path:
    """Write the secrets beside the database, for their owner alone, and the key if this machine keeps its own there."""
    found = sealing.unseal(folder, phrase)
    path = Path(settings.VAR_DIR) / SECRETS
    _write_privately(path, "".join(f"{name}={json.dumps(value)}\n" for name, value in sorted(found.items())))
    kept = Path(settings.VAR_DIR) / "secret_key"
    if kept.is_file() and kept.read_text().strip() == settings.SECRET_KEY and "SECRET_KEY" in found:
        _write_privately(kept, found["SECRET_KEY"])
    return path


def _write_privately(path: Path, text: str) -> None:
    with told(path), os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(text)
