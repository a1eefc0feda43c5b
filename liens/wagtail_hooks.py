"""What the registry of links adds to Wagtail’s admin."""

from typing import Any

from wagtail import hooks
from wagtail.log_actions import LogFormatter

from liens.replacing import domains, execution, undoing


@hooks.register("register_log_actions")
def name_replacements(actions: Any) -> None:
    """So that a page's history tells which address took the place of which."""

    @actions.register_action(execution.ACTION)
    class Remplacer(LogFormatter):
        label = "Remplacer une adresse"

        def format_message(self, log_entry: Any) -> str:
            return _phrase("Adresse remplacée partout", log_entry.data)

    @actions.register_action(domains.ACTION)
    class DomaineRemplace(LogFormatter):
        label = "Remplacer un domaine"

        def format_message(self, log_entry: Any) -> str:
            count = log_entry.data.get("liens", 0)
            return f"{_phrase('Domaine remplacé', log_entry.data)} ({count} lien{'s' if count > 1 else ''})"

    @actions.register_action(undoing.ACTION)
    class Annuler(LogFormatter):
        label = "Annuler un remplacement"

        def format_message(self, log_entry: Any) -> str:
            return _phrase("Remplacement annulé, version précédente reprise", log_entry.data)


def _phrase(fait: str, data: dict[str, Any]) -> str:
    return f"{fait} : {data.get('ancienne', '')} → {data.get('nouvelle', '')}"
