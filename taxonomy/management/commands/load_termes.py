"""Loads the terms that ship with the project."""

from typing import Any

from django.core.management.base import BaseCommand

from taxonomy.loading.france import releve_de_france
from taxonomy.loading.terms import load_lists, load_territoires


class Command(BaseCommand):
    help = "Charge les critères, domaines, acteurs, natures, ODD, et tous les territoires de France livrés."

    def handle(self, *args: Any, **options: Any) -> None:
        load_lists()
        ecrits = load_territoires(releve_de_france(), keeping=True)
        self.stdout.write(f"Référentiels chargés : {sum(ecrits.values())} territoires et quatre listes.")
