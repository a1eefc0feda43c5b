"""Which pages show a term."""

from django.db.models import Q

from pages.models import PageEditoriale
from taxonomy.models import Acteur, Domaine, Odd, Partenaire, Terme, Territoire


def pages_portant(term: Terme) -> set[int]:
    """Live pages that show `term`: those that carry it, present it, or carry something below it."""
    if isinstance(term, Territoire):
        below = Territoire.objects.filter(Q(pk=term.pk) | Q(chemin__startswith=f"{term.slug}/"))
        below |= Territoire.objects.filter(chemin__contains=f"/{term.slug}/")
        asked: tuple[Q, ...] = (
            Q(territoires_lies__territoire__in=below),
            Q(ficherepereterritoire__territoire__in=below),
        )
    elif isinstance(term, Partenaire):
        asked = (Q(partenaires_lies__partenaire=term),)
    elif isinstance(term, Acteur):
        asked = (Q(acteurs=term), Q(ficherepereacteur__acteur=term))
    elif isinstance(term, Domaine):
        asked = (Q(domaines=term), Q(fichereperedomaine__domaine=term), Q(pagedomaine__domaine=term))
    elif isinstance(term, Odd):
        asked = (Q(odds=term),)
    else:
        asked = (Q(ressource__nature=term),)
    found: set[int] = set()
    for condition in asked:
        found |= set(PageEditoriale.objects.filter(condition, live=True).values_list("pk", flat=True))
    return found
