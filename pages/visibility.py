"""What any visitor may read: live pages, under no restriction."""

from django.db.models import Q

from pages.tree_paths import chemins_prives


class PagesPubliques:
    """Reads once which parts of the tree are restricted."""

    def __init__(self) -> None:
        self.privees = sorted(chemins_prives())

    def condition(self, prefixe: str = "") -> Q:
        """On pages, or on rows that lead to one by `prefixe`."""
        asked = Q(**{f"{prefixe}live": True})
        for path in self.privees:
            asked &= ~Q(**{f"{prefixe}path__startswith": path})
        return asked
