"""What the door of the A.D.O.C. shows: the parcours, one for each profil."""

from typing import Any

from adoc.models import ParcoursAdoc
from public.families.triptyque import TermLink, adresse_de_recherche
from public.rows import RowBook
from taxonomy.models import Acteur


def contexte_de_parcours(page: ParcoursAdoc, carnet: RowBook) -> dict[str, Any]:
    return {
        "profils": [] if page.profil_id else _profils(carnet),
        "questions": list(page.questions.all()),
    }


def _profils(carnet: RowBook) -> list[TermLink]:
    """Each profil with its own parcours, or with what the search finds for it while it has none."""
    own = carnet.visibles(ParcoursAdoc.objects.filter(profil__isnull=False))
    paths = {pk: carnet.adresses.de(url_path) for pk, url_path in own.values_list("profil_id", "url_path")}
    profils = Acteur.objects.filter(a_un_parcours=True)
    return [
        TermLink(one.nom, paths.get(one.pk) or adresse_de_recherche(acteur=one.slug), one.description)
        for one in profils
    ]
