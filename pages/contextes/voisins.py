"""« Voir aussi »: the few pages that are closest to one."""

from collections.abc import Mapping
from typing import Any

from django.db.models import BooleanField, Count, ExpressionWrapper, Q

from pages.lignes import Carnet, Ligne
from pages.models import ExempleInspirant, PageEditoriale, Ressource

VOISINS = 4


def voir_aussi(page: PageEditoriale, triptyque: Mapping[str, Any], carnet: Carnet) -> list[Ligne]:
    """Resources and stories that share a domaine: those of the same shelf first, then those that share the most."""
    domaines = [terme.id for terme in triptyque["domaines"]]
    if not domaines or not page.path:
        return []
    etagere = page.path[: -PageEditoriale.steplen]
    near = carnet.choix(PageEditoriale.objects.type(Ressource, ExempleInspirant)).filter(domaines__in=domaines)
    near = near.exclude(pk=page.pk).annotate(
        meme_etagere=ExpressionWrapper(Q(path__startswith=etagere), output_field=BooleanField()),
        en_commun=Count("domaines"),
    )
    closest = near.order_by("-meme_etagere", "-en_commun", "-relu_le", "path")[:VOISINS]
    return carnet.lignes(closest)
