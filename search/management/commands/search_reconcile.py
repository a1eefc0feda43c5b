"""`search_reconcile`: what each index lacks, has too much or holds in an older state, and its healing."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from search.engines import written_engines
from search.engines.base import EngineError
from search.index import outbox
from search.index.rebuilding import compare, reconcile


class Command(BaseCommand):
    help = "Compare chaque index avec la base, dit ce qui diffère et le répare."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--constater", action="store_true", help="Dire sans réparer.")

    def handle(self, *args: Any, **options: Any) -> None:
        differ = False
        for cible, engine in written_engines().items():
            try:
                found = compare(engine) if options["constater"] else reconcile(engine, cible)
                if found and not options["constater"]:
                    outbox.drain(engine, cible)
            except EngineError as exc:
                raise CommandError(f"{cible.label} n’a pas pu être comparé : {exc}") from exc
            differ = differ or bool(found)
            self.stdout.write(
                f"{cible.label} : {found.compared} pages comparées : {len(found.missing)} absentes de l’index, "
                f"{len(found.extra)} en trop, {len(found.stale)} à mettre à jour."
            )
        if differ and options["constater"]:
            raise SystemExit(1)
