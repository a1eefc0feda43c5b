"""Wagtail's « Vérifications » of the editor: what axe finds in the page itself, in French, and not in its frame."""

from typing import Any

from wagtail.admin.userbar import ContentCheckerItem

#: By rules of axe that Wagtail leaves out: what is wrong, and what to do.
MORE = {
    "image-alt": ("Image sans texte de remplacement", "Dites ce que l’image apporte, ou qu’elle est décorative."),
    "list": ("Liste mal formée", "Écrivez-la avec le bouton des listes."),
    "listitem": ("Élément hors d’une liste", "Écrivez la liste avec le bouton des listes."),
    "td-headers-attr": ("Cellule de tableau sans en-tête", "Donnez une première ligne d’en-têtes au tableau."),
}


class ContentOfThePage(ContentCheckerItem):
    """Looks at what the editor writes: the frame of the site is tested elsewhere."""

    axe_include = ["main"]
    axe_run_only = [*ContentCheckerItem.axe_run_only, *MORE]
    axe_messages = {
        **ContentCheckerItem.axe_messages,
        **{rule: {"error_name": wrong, "help_text": do} for rule, (wrong, do) in MORE.items()},
    }


def look_at_the_page(items: list[Any]) -> None:
    """Put it in the place of Wagtail's own. Changes `items`."""
    items[:] = [ContentOfThePage() if isinstance(item, ContentCheckerItem) else item for item in items]
