"""Makes a large fictitious corpus, for measuring and for trying the site at scale."""

import argparse
import sys
import time
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from demo.corpus.writing import delete_corpus, write_corpus

LE_PLUS_GRAND = 1_000_000


class Command(BaseCommand):
    help = "Crée un grand corpus fictif, toujours le même pour une même graine. Ce qui existe déjà est laissé tel quel."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--ressources", type=int, default=10_000, metavar="N", help="combien (10 000 par défaut)")
        parser.add_argument("--seed", type=int, default=17, metavar="S", help="la graine du hasard (17 par défaut)")
        parser.add_argument("--effacer", action="store_true", help="retire tous les corpus, de toutes les graines")
        parser.add_argument(
            "--index-wagtail", action="store_true", help="reconstruit aussi l’index propre à Wagtail (plus lent)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        start = time.monotonic()
        if options["effacer"]:
            effacees = delete_corpus(self._progress)
            self._finish(f"Corpus : {effacees} ressources retirées", start)
            return
        nombre = options["ressources"]
        if not 1 <= nombre <= LE_PLUS_GRAND:
            raise CommandError(f"--ressources {nombre} : donnez un nombre de 1 à {LE_PLUS_GRAND}.")
        ecrites = write_corpus(nombre=nombre, graine=options["seed"], annonce=self._progress)
        self._finish(f"Corpus : {ecrites} ressources ajoutées, {nombre - ecrites} déjà là", start)
        if options["index_wagtail"]:
            call_command("update_index", verbosity=0)
        if ecrites:
            self.stdout.write("Pour les trouver par la recherche : manage.py search_rebuild")

    def _progress(self, faites: int, total: int) -> None:
        if sys.stderr.isatty():
            self.stderr.write(f"\rressources : {faites}/{total}   ", ending="")
        else:
            self.stderr.write(f"ressources : {faites}/{total}")

    def _finish(self, phrase: str, start: float) -> None:
        if sys.stderr.isatty():
            self.stderr.write("")
        self.stdout.write(f"{phrase} en {time.monotonic() - start:.0f} s.")
