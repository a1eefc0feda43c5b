"""What the registry of links adds to Wagtail’s admin."""

from typing import Any

from wagtail import hooks
from wagtail.log_actions import LogFormatter

from liens.replacing import execution, undoing


@hooks.register("register_log_actions")
def name_replacements(actions: Any) -> None:
    """So that a page's history tells which address took the place of which."""

    @actions.register_action(execution.ACTION)
    class Remplacer(LogFormatter):
        label = "Remplacer une adresse"

        def format_message(self, log_entry: Any) -> str:
            return _phrase("Adresse remplacée partout", log_entry.data)

    @actions.register_action(undoing.ACTION)
    class Annuler(LogFormatter):
        label = "Annuler un remplacement"

        def format_message(self, log_entry: Any) -> str:
            return _phrase("Remplacement annulé, version précédente reprise", log_entry.data)


def _phrase(fait: str, data: dict[str, Any]) -> str:
    return f"{fait} : {data.get('ancienne', '')} → {data.get('nouvelle', '')}"
