"""Loads the demo content."""

import sys
import time
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand

from demo.content.loading import load_demo


class Command(BaseCommand):
    help = "Charge le contenu de démonstration. Ce qui existe déjà est laissé tel quel."

    def handle(self, *args: Any, **options: Any) -> None:
        start = time.monotonic()
        crees = load_demo(self._progress)
        if sys.stderr.isatty():
            self.stderr.write("")
        call_command("load_groupes", verbosity=0, stdout=self.stdout)
        total = sum(crees.values())
        self.stdout.write(f"Contenu de démonstration : {total} pages créées en {time.monotonic() - start:.0f} s.")

    def _progress(self, genre: str, faites: int, total: int) -> None:
        if sys.stderr.isatty():
            self.stderr.write(f"\r{genre} : {faites}/{total}   ", ending="")
        elif faites == total:
            self.stderr.write(f"{genre} : {total}")
