"""`search_rebuild`: a new index, without a gap and without a lost edit."""

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from search.engines import written_engines
from search.engines.base import EngineError
from search.enums import Cible
from search.index.rebuilding import rebuild_index

#: Processes that prepare the pages while this one and the writer's threads fill the index.
PROCESSES = 2


class Command(BaseCommand):
    help = "Reconstruit l’index de recherche à côté de l’ancien, puis passe de l’un à l’autre."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--confirmer", action="store_true", help="Changer d’index même s’il répond moins bien aux témoins."
        )

        parser.add_argument("--copie", action="store_true", help="Reconstruire la copie de secours.")

    def handle(self, *args: Any, **options: Any) -> None:
        began = time.monotonic()
        cible = Cible.COPIE if options["copie"] else Cible.PRINCIPAL
        engine = written_engines().get(cible)
        if engine is None:
            raise CommandError("Aucune copie de secours n’est tenue : voyez SEARCH_REPLICA.")

        def progress(count: int) -> None:
            self.stdout.write(f"\r{count} pages indexées", ending="")
            self.stdout.flush()

        try:
            size = rebuild_index(engine, progress, confirme=options["confirmer"], cible=cible, processes=PROCESSES)
        except EngineError as exc:
            raise CommandError(f"L’index n’a pas pu être reconstruit : {exc}") from exc
        self.stdout.write(f"\rIndex reconstruit : {size} pages en {time.monotonic() - began:.1f} s.")
