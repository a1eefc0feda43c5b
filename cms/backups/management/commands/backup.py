"""`backup`: puts the site away while it works, or proves what a backup is worth (`--verify`)."""

import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from cms.backups import sealing
from cms.backups.failure import BackupError
from cms.backups.progress import in_words
from cms.backups.verifying import verify
from cms.backups.writing import write_backup


class Command(BaseCommand):
    help = "Sauvegarde le site dans un dossier nouveau, sans l’arrêter ; avec --verify, éprouve une sauvegarde."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("dossier", help="Le dossier de la sauvegarde : nouveau, ou à vérifier.")
        parser.add_argument(
            "--verify", action="store_true", help="Restaurer à l’essai, comparer, chercher, puis jeter."
        )
        parser.add_argument("--passphrase-file", help="Fichier dont la première ligne scelle les secrets.")

    def handle(self, *args: Any, **options: Any) -> None:
        folder, began = Path(options["dossier"]), time.monotonic()
        try:
            self._verify(folder) if options["verify"] else self._write(folder, options["passphrase_file"])
        except BackupError as exc:
            raise CommandError(str(exc)) from exc
        self.stdout.write(f"Fait en {time.monotonic() - began:.1f} s.")

    def _write(self, folder: Path, given: str | None) -> None:
        kept_in = given or settings.BACKUP_PASSPHRASE_FILE
        made = write_backup(folder, phrase=sealing.passphrase(kept_in) if kept_in else None, say=self._say)
        self._say(f"Sauvegarde : {folder} ({in_words(made.size)}, {sum(made.counts.values())} lignes).")
        if not made.secrets:
            self._say(
                "Les secrets (SECRET_KEY, mots de passe) n’y sont pas : gardez-les ailleurs, ou --passphrase-file."
            )
        self._say("L’index de recherche n’y est pas : la restauration le reconstruit.")

    def _verify(self, folder: Path) -> None:
        seen = verify(folder, self._say)
        self._say(f"Tables : {len(seen.manifest.counts)}, chacune avec ses lignes.")
        self._say(f"Médias : {seen.media}, chacun comme il était.")
        self._say(
            "C.A.P. : il n’y en a pas."
            if seen.cap is None
            else f"C.A.P. : le plus récent s’ouvre ({seen.cap} éléments)."
        )
        self._say(
            f"Recherche : « {seen.found} » est trouvé." if seen.found else "Recherche : il n’y a pas de page publiée."
        )

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()
