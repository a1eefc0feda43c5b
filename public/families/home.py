"""The home page: three doors, what is new, what was verified this week."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone

from liens.models import Lien
from pages.models import Accueil, PageEditoriale
from pages.page_types import put_forward
from public.families.dressing import dresses
from public.families.triptyque import TermLink, adresse_de_recherche
from public.rows import RowBook
from taxonomy.enums import Critere, Niveau
from taxonomy.models import Acteur, Domaine, Territoire

NOUVEAUTES = 4
SEMAINE = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class WeekOfChecks:
    """How many of the links that the site follows have answered in the last seven days."""

    verifies: int
    suivis: int


@dresses(Accueil)
def contexte(page: Accueil, carnet: RowBook) -> dict[str, Any]:
    domaines = list(Domaine.objects.all())
    recent = PageEditoriale.objects.type(*put_forward()).order_by("-first_published_at", "-pk")
    return {
        "regions": list(Territoire.objects.filter(niveau__in=[Niveau.REGION, Niveau.COLLECTIVITE_OM])),
        "acteurs": [TermLink(one.nom, adresse_de_recherche(acteur=one.slug)) for one in Acteur.objects.all()],
        "criteres": [
            (
                critere.label.removeprefix("Critères ").capitalize(),
                [
                    TermLink(one.nom, adresse_de_recherche(domaine=one.slug))
                    for one in domaines
                    if one.critere == critere.value
                ],
            )
            for critere in Critere
        ],
        "nouveautes": carnet.premieres(recent, NOUVEAUTES),
        "verification": verification(),
    }


def verification() -> WeekOfChecks:
    """Counted in the registry of links at the moment of asking."""
    since = timezone.now() - SEMAINE
    counts = Lien.objects.cites().aggregate(suivis=Count("pk"), verifies=Count("pk", filter=Q(verifie_le__gte=since)))
    return WeekOfChecks(**counts)
