"""Keeps the paths of the territorial tree in step with its branches."""

from django.db.models import Q

from taxonomy.enums import Niveau
from taxonomy.models.territoire import Territoire, chemin_de

TAILLE_DE_LOT = 500


def recalculer_sous(slug: str) -> list[str]:
    """Write again the path of everything that had `slug` above it; the slugs whose path changed."""
    dessous = Territoire.objects.filter(Q(chemin__contains=f"/{slug}/") | Q(chemin__startswith=f"{slug}/"))
    echelle = list(Niveau.values)
    rows = sorted(dessous.select_related("parent", "departement"), key=lambda row: echelle.index(row.niveau))
    recalcules: dict[int, Territoire] = {}
    changes = []
    for row in rows:
        parent = recalcules.get(row.parent_id or 0, row.parent)
        departement = recalcules.get(row.departement_id or 0, row.departement)
        chemin = chemin_de(row, parent=parent, departement=departement)
        if chemin != row.chemin:
            row.chemin = chemin
            changes.append(row)
        recalcules[row.pk] = row
    Territoire.objects.bulk_update(changes, ["chemin"], batch_size=TAILLE_DE_LOT)
    return [row.slug for row in changes]
