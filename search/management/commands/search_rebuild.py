"""`search_rebuild`: a new index, without a gap and without a lost edit."""

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from search.engines import current_engine
from search.engines.base import EngineError
from search.rebuilding import rebuild_index


class Command(BaseCommand):
    help = "Reconstruit l’index de recherche à côté de l’ancien, puis passe de l’un à l’autre."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--confirmer", action="store_true", help="Changer d’index même s’il répond moins bien aux témoins."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        began = time.monotonic()

        def progress(count: int) -> None:
            self.stdout.write(f"\r{count} pages indexées", ending="")
            self.stdout.flush()

        try:
            size = rebuild_index(current_engine(), progress, confirme=options["confirmer"])
        except EngineError as exc:
            raise CommandError(f"L’index n’a pas pu être reconstruit : {exc}") from exc
        self.stdout.write(f"\rIndex reconstruit : {size} pages en {time.monotonic() - began:.1f} s.")
