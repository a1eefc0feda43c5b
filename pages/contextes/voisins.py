"""« Voir aussi »: the few pages that are closest to one."""

from django.db.models import BooleanField, Count, ExpressionWrapper, Q
from django.http import HttpRequest

from pages.lignes import Ligne, lignes_de, visibles
from pages.models import ExempleInspirant, PageEditoriale, Ressource

VOISINS = 4


def voir_aussi(page: PageEditoriale, request: HttpRequest) -> list[Ligne]:
    """Resources and stories that share a domaine: those of the same shelf first, then those that share the most."""
    domaines = [one.pk for one in page.domaines.all()]
    if not domaines or not page.path:
        return []
    etagere = page.path[: -PageEditoriale.steplen]
    near = visibles(PageEditoriale.objects.type(Ressource, ExempleInspirant)).filter(domaines__in=domaines)
    near = near.exclude(pk=page.pk).annotate(
        meme_etagere=ExpressionWrapper(Q(path__startswith=etagere), output_field=BooleanField()),
        en_commun=Count("domaines"),
    )
    ids = near.order_by("-meme_etagere", "-en_commun", "-relu_le", "path").values_list("pk", flat=True)[:VOISINS]
    wanted = list(ids)
    pages = PageEditoriale.objects.defer("corps").in_bulk(wanted)
    return list(lignes_de([pages[pk] for pk in wanted], request).values())
