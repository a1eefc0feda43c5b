"""`load_lexique`: the shipped synonyms and sigles as rows of the admin."""

from typing import Any

from django.core.management.base import BaseCommand

from search.lexique.models import GroupeDeSynonymes, Sigle
from search.lexique.shipped import load_shipped


class Command(BaseCommand):
    help = "Écrit les synonymes et les sigles livrés qui manquent ; ce qui existe reste tel quel."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"Lexique : {load_shipped(GroupeDeSynonymes, Sigle)} entrées ajoutées.")
