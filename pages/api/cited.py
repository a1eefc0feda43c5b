"""Pages that another one names, as visitors may know them."""

from collections.abc import Iterable
from typing import Any

from wagtail.models import Page

from pages.tree_paths import Adresses, chemins_prives


def pages_citees(pages: Iterable[Page]) -> list[Any]:
    """Those of `pages` that are live and under no restriction, as `PageCitee`, in the same order."""
    privees, adresses = tuple(chemins_prives()), Adresses.pour()
    shown = [page for page in pages if page.live and not page.path.startswith(privees)]
    return [
        {
            "id": page.pk,
            "titre": page.title,
            "url": page.full_url or "",
            "chemin": adresses.de(page.url_path),
        }
        for page in shown
    ]
