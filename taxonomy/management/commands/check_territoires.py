"""Says whether every territoire stands where its parents put it."""

import argparse
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from taxonomy.loading.cog import Releve
from taxonomy.loading.terms import load_territoires, places_held
from taxonomy.tree import faults

MONTRES = 20


class Command(BaseCommand):
    help = "Vérifie que chaque territoire est à sa place : parents, chemins et étendues s’accordent."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--corriger", action="store_true", help="remet chacun à sa place")

    def handle(self, *args: Any, **options: Any) -> None:
        found = list(faults(places_held()))
        for sentence in found[:MONTRES]:
            self.stderr.write(f"{sentence}.")
        if len(found) > MONTRES:
            self.stderr.write(f"… et {len(found) - MONTRES} de plus.")
        if found and options["corriger"]:
            load_territoires(Releve(), keeping=True)
            self.stdout.write("Remis à leur place.")
            found = list(faults(places_held()))
        if found:
            raise CommandError(f"{len(found)} désaccords. Pour les corriger : manage.py check_territoires --corriger")
        self.stdout.write(f"{len(places_held())} territoires, chacun à sa place.")
