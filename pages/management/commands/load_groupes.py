"""Creates the groups of the Comité and their default workflow; safe to run again."""

from typing import Any

from django.core.management.base import BaseCommand

from pages.admin.groups import EDITEURS, RELECTEURS, install_groups


class Command(BaseCommand):
    """`manage.py load_groupes`."""

    help = "Crée les groupes du Comité, leurs droits et la relecture par défaut."

    def handle(self, *args: Any, **options: Any) -> None:
        install_groups()
        self.stdout.write(f"Groupes « {EDITEURS} » et « {RELECTEURS} » prêts.")
