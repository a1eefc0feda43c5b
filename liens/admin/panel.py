"""The panel of the admin’s home page that shows the links to look at."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from wagtail.admin.ui.components import Component

from ground.doors import Door
from liens.enums import EtatLien
from liens.models import Lien, OccurrenceLien

AU_PLUS = 8
#: The workers, which may not be installed, have the list of the links.
LINKS = Door("the list of the links")


class LiensARegarder(Component):
    """Broken or doubtful links by state, and the pages that cite the first of them."""

    name = "liens_a_regarder"
    order = 120
    template_name = "wagtailadmin/accueil/liens.html"

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        etats = Counter(Lien.objects.a_regarder().order_by().values_list("etat", flat=True))
        return {
            "etats": [
                {
                    "libelle": EtatLien(etat).label,
                    "nombre": nombre,
                    "url": _listed(etat),
                }
                for etat, nombre in etats.most_common()
            ],
            "citations": self._citations(),
        }

    def _citations(self) -> list[OccurrenceLien]:
        occurrences = OccurrenceLien.objects.filter(lien__in=Lien.objects.a_regarder(), page__isnull=False)
        return list(occurrences.select_related("lien", "page").order_by("-lien__controle_le", "pk")[:AU_PLUS])


def _listed(etat: str) -> str:
    return LINKS.address([("etat", etat)]) if LINKS.is_open else ""
