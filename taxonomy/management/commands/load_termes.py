"""Loads the terms that ship with the project."""

from typing import Any

from django.core.management.base import BaseCommand

from taxonomy.loading.terms import load_lists, load_territoires, releve_livre


class Command(BaseCommand):
    help = "Charge les critères, domaines, acteurs, natures, ODD, régions, départements et COM livrés."

    def handle(self, *args: Any, **options: Any) -> None:
        load_lists()
        ecrits = load_territoires(releve_livre())
        self.stdout.write(f"Référentiels chargés : {sum(ecrits.values())} territoires et quatre listes.")
