"""« Voir aussi »: the few pages that are closest to one."""

from collections.abc import Mapping
from typing import Any

from django.db.models import BooleanField, Count, ExpressionWrapper, Q

from pages.models import ExempleInspirant, PageEditoriale, Ressource
from public.rows import Carnet, Ligne

VOISINS = 4


def voir_aussi(page: PageEditoriale, triptyque: Mapping[str, Any], carnet: Carnet) -> list[Ligne]:
    """Resources and stories that share a domaine: those of the same shelf first, then those that share the most."""
    domaines = [terme.id for terme in triptyque["domaines"]]
    if not domaines or not page.path:
        return []
    etagere = page.path[: -PageEditoriale.steplen]
    near = PageEditoriale.objects.type(Ressource, ExempleInspirant).filter(domaines__in=domaines)
    # Grouped by their ids: by all that a row shows, the database would sort thousands of rows whole.
    near = (
        near.exclude(pk=page.pk)
        .values("pk")
        .annotate(
            meme_etagere=ExpressionWrapper(Q(path__startswith=etagere), output_field=BooleanField()),
            en_commun=Count("domaines"),
        )
    )
    return carnet.premieres(near.order_by("-meme_etagere", "-en_commun", "-relu_le", "path"), VOISINS)
