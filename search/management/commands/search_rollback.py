"""`search_rollback`: back to the index before this one, brought up to date before it serves."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from search.engines import written_engines
from search.engines.base import EngineError
from search.enums import Cible
from search.index.rebuilding import roll_back
from search.index.upkeep import PAS_DE_PRECEDENT


class Command(BaseCommand):
    help = "Revient à l’index précédent, mis à jour avant de servir."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--copie", action="store_true", help="Revenir en arrière pour la copie de secours.")

    def handle(self, *args: Any, **options: Any) -> None:
        cible = Cible.COPIE if options["copie"] else Cible.PRINCIPAL
        engine = written_engines().get(cible)
        if engine is None:
            raise CommandError("Aucune copie de secours n’est tenue : voyez SEARCH_REPLICA.")
        try:
            if not roll_back(engine, cible):
                raise CommandError(PAS_DE_PRECEDENT)
            size = engine.size()
        except EngineError as exc:
            raise CommandError(f"L’index précédent n’a pas pu être remis en service : {exc}") from exc
        self.stdout.write(f"Index précédent remis en service : {size} pages.")
