"""`restore`: the site becomes what a backup holds."""

import sys
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from cms.backups import sealing
from cms.backups.failure import BackupError
from cms.backups.manifest import Manifest
from cms.backups.restoring import bring_up, checked, put_secrets_back, refuse_to_overwrite, take_up


class Command(BaseCommand):
    help = "Restaure une sauvegarde dans la base et le dossier des médias que nomment les réglages."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("dossier", help="Le dossier de la sauvegarde.")
        parser.add_argument("--yes", action="store_true", help="Ne rien demander.")
        parser.add_argument("--force", action="store_true", help="Remplacer une base qui n’est pas vide.")
        parser.add_argument("--passphrase-file", help="Fichier de la phrase de passe, pour les secrets.")
        parser.add_argument("--without-index", action="store_true", help="Ne pas reconstruire l’index maintenant.")

    def handle(self, *args: Any, **options: Any) -> None:
        folder, began = Path(options["dossier"]), time.monotonic()
        kept_in = options["passphrase_file"] or settings.BACKUP_PASSPHRASE_FILE
        try:
            if not options["force"]:
                refuse_to_overwrite()
            if not options["yes"]:
                self._ask(folder)
            phrase = sealing.passphrase(kept_in) if kept_in else None
            found = take_up(folder, say=self._say)
            bring_up()
            if phrase is not None and found.secrets:
                self._say(
                    f"Les secrets sont dans {put_secrets_back(folder, phrase)} : remettez-les dans l’environnement."
                )
        except BackupError as exc:
            raise CommandError(str(exc)) from exc
        self._say(f"Restauré en {time.monotonic() - began:.1f} s, tel que le {said(found)}.")
        if not found.secrets:
            self._say(
                "Les secrets n’étaient pas dans la sauvegarde : sans l’ancien SECRET_KEY, chacun se connecte de "
                "nouveau, et la signature des webhooks change."
            )
        self._rebuild(without=options["without_index"])
        self._say("Redémarrez maintenant le site et ses tâches de fond, puis regardez /sante/pret/.")

    def _ask(self, folder: Path) -> None:
        found = checked(folder, self._say)
        if not sys.stdin.isatty():
            raise BackupError("Personne ne peut répondre ici : ajoutez --yes pour restaurer sans rien demander.")
        self._say(f"Sauvegarde du {said(found)}, {found.profile}.")
        if input("Arrêtez d’abord le site. Restaurer ? Écrivez « oui » : ").strip().lower() != "oui":
            raise BackupError("Rien n’a été changé.")

    def _rebuild(self, *, without: bool) -> None:
        if without:
            self._say("L’index est encore celui d’avant : lancez « manage.py search_rebuild --confirmer ».")
            return
        try:
            call_command("search_rebuild", confirmer=True, stdout=self.stdout)
            if settings.SEARCH_REPLICA:
                call_command("search_rebuild", confirmer=True, copie=True, stdout=self.stdout)
        except CommandError as exc:
            self._say(f"{exc} Lancez plus tard « manage.py search_rebuild --confirmer ».")

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()


def said(found: Manifest) -> str:
    """When and by which version a backup was made."""
    return f"{timezone.localtime(found.when):%d/%m/%Y à %H:%M} ({found.version})"
