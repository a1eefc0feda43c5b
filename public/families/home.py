"""The home page: three doors, what is new, what was verified this week."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Count, Min, Q
from django.http import HttpRequest
from django.utils import timezone

from ground.keeping.offers import COUNTS_OF_LINKS, holds_until, shows
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
        "verification": verification(carnet.request),
    }


def verification(request: HttpRequest) -> WeekOfChecks:
    """Counted in the registry of links at the moment of asking; it holds until the first of them is a week old."""
    recent = Q(verifie_le__gte=timezone.now() - SEMAINE)
    counts = Lien.objects.cites().aggregate(
        suivis=Count("pk"), verifies=Count("pk", filter=recent), first=Min("verifie_le", filter=recent)
    )
    shows(request, COUNTS_OF_LINKS)
    if first := counts.pop("first"):
        holds_until(request, first + SEMAINE)
    return WeekOfChecks(**counts)
