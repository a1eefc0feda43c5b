"""What sheets add to Wagtail’s admin."""

from typing import Any

from wagtail import hooks
from wagtail.log_actions import LogFormatter

from sheets.kinds import pages, undoing


@hooks.register("register_log_actions")
def name_imports(actions: Any) -> None:
    """So that a page’s history tells what came from a sheet."""

    @actions.register_action(pages.IMPORTED)
    class Importer(LogFormatter):
        label = "Importer d’une feuille"
        message = "Modifiée par l’import d’une feuille"

    @actions.register_action(undoing.UNDONE)
    class AnnulerUnImport(LogFormatter):
        label = "Annuler l’import d’une feuille"
        message = "Import annulé, version précédente reprise"
