"""What the editor of a page says, below its title, of pages that may be the same thing.

Written by the server with the form, for the page as it was last saved; a script asks again while one types
(`templates/static/admin/doublons.js`). Nothing is said while there is nothing to say.
"""

from typing import Any

from django.forms import Media
from django.templatetags.static import static
from django.urls import reverse
from wagtail.admin.panels import Panel

from doublons.admin.rows import DoubleRow, rows_for
from doublons.finding import near
from doublons.models import FusionDeRessources
from doublons.recording import compared_types, said_by
from pages.models import PageEditoriale


def panel_for(model: Any) -> "PanneauDesDoubles | None":
    """The panel, for the types of which there may be doubles."""
    return PanneauDesDoubles() if issubclass(model, compared_types()) else None


def links_of(page: PageEditoriale) -> list[str]:
    """The addresses for which a page is there, as it is in memory, the main one first."""
    first, *rest = page.main_link.split(".") if page.main_link else ("",)
    if not first:
        return []
    if rest:
        return [one.url for one in getattr(page, first).all()]
    return [getattr(page, first)] if getattr(page, first) else []


def doubles_of(page: PageEditoriale, user: Any) -> list[DoubleRow]:
    """The pages that may be the same thing as this one, as it is in memory."""
    titre, texte = said_by(page)
    return rows_for(near(adresses=links_of(page), titre=titre, texte=texte, besides=page), user, beside=page.pk)


class PanneauDesDoubles(Panel):
    """A place for what is found; it has no field."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "doublons/panneau.html"

        @property
        def media(self) -> Media:
            return Media(js=[static("admin/doublons.js")])

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            context: dict[str, Any] = super().get_context_data(parent_context)
            page: Any = self.instance
            saved = page.pk is not None
            return context | {
                "doubles": doubles_of(page, self.request.user) if saved and self.request else [],
                "fusion": FusionDeRessources.objects.filter(source=page.pk).select_related("cible", "par").first()
                if saved and not page.live
                else None,
                "adresse": reverse("doublons_proches"),
                "page": page,
            }
