"""`search_reconcile`: what the index lacks, has too much or holds in an older state, and its healing."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from search import outbox
from search.engines import current_engine
from search.engines.base import EngineError
from search.rebuilding import compare, reconcile


class Command(BaseCommand):
    help = "Compare l’index avec la base, dit ce qui diffère et le répare."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--constater", action="store_true", help="Dire sans réparer.")

    def handle(self, *args: Any, **options: Any) -> None:
        engine = current_engine()
        try:
            found = compare(engine) if options["constater"] else reconcile(engine)
            if found and not options["constater"]:
                outbox.drain(engine)
        except EngineError as exc:
            raise CommandError(f"L’index n’a pas pu être comparé : {exc}") from exc
        self.stdout.write(
            f"{found.compared} pages comparées : {len(found.missing)} absentes de l’index, "
            f"{len(found.extra)} en trop, {len(found.stale)} à mettre à jour."
        )
        if found and options["constater"]:
            raise SystemExit(1)
