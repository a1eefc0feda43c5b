"""`search_cases FILE.json`: queries with what they must find and must not, on a throwaway index of those titles."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from search.engines.base import EngineError
from search.temoins.cases import FichierIllisibleError, raisons, read_cases, try_cases
from search.temoins.throwaway import MOTEURS, PasDeServeurError, moteur_des_reglages

# 1 says that a case fails; what prevents the cases from running at all is told apart.
IMPOSSIBLE = 2


class Command(BaseCommand):
    help = "Éprouve un fichier de cas (« query », « must », « must_not ») sur un index jetable, et dit pourquoi."
    # No database is asked.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("fichier", help='Liste JSON de {"query": …, "must": […], "must_not": […]}.')
        parser.add_argument("--engine", choices=MOTEURS, default=None, help="Le moteur ; sinon celui des réglages.")

    def handle(self, *args: Any, **options: Any) -> None:
        moteur = options["engine"] or moteur_des_reglages()
        try:
            cas = read_cases(Path(options["fichier"]).read_text(encoding="utf-8-sig"))
            echecs = try_cases(cas, moteur)
        except UnicodeDecodeError as exc:
            raise CommandError("Ce fichier n’est pas du texte en UTF-8.", returncode=IMPOSSIBLE) from exc
        except OSError as exc:
            raise CommandError(f"Ce fichier ne peut pas être lu : {exc}", returncode=IMPOSSIBLE) from exc
        except (FichierIllisibleError, PasDeServeurError) as exc:
            raise CommandError(str(exc), returncode=IMPOSSIBLE) from exc
        except EngineError as exc:
            raise CommandError(f"Le moteur n’a pas pu répondre : {exc}", returncode=IMPOSSIBLE) from exc
        for echec in echecs:
            self.stdout.write("\n".join([*raisons(echec), "", ""]))
        self.stdout.write(f"{len(cas) - len(echecs)} cas sur {len(cas)} réussis ({moteur}).")
        if echecs:
            raise SystemExit(1)
