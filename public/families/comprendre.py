"""Domaines, fiches repères and bases de connaissance."""

from typing import Any

from wagtail.query import PageQuerySet

from liens.states import premiers_liens
from pages.carrying import carrying
from pages.models import (
    BaseDeConnaissance,
    ExempleInspirant,
    PageDomaine,
    PageEditoriale,
    Ressource,
)
from pages.models.comprendre import FicheRepere
from pages.page_types import types_of
from public.families.dressing import dresses
from public.families.fallback import repli_de
from public.families.neighbours import see_also
from public.families.triptyque import TermLink, adresse_de_recherche, partenaires_de, triptyque_de
from public.rows import RowBook
from taxonomy.enums import Critere
from taxonomy.models import Domaine
from taxonomy.models import Terme as Portrayed

RESSOURCES = 10
EXEMPLES = 4
FICHES = 4


@dresses(PageDomaine)
def contexte_de_domaine(page: PageDomaine, carnet: RowBook) -> dict[str, Any]:
    """The first of what exists in the domaine; the rest is in the search."""
    domaine = page.domaine
    if domaine is None:  # a draft
        return {"surtitre": "Domaine", "odds": triptyque_de(page)["odds"]}

    def of(*types: type[PageEditoriale]) -> PageQuerySet:
        return PageEditoriale.objects.type(*types).filter(carrying(Domaine, [domaine.pk], among=types))

    parts = {
        "ressources": (of(Ressource).order_by("-relu_le", "title"), RESSOURCES),
        "exemples": (of(ExempleInspirant).order_by("-exempleinspirant__annee", "title"), EXEMPLES),
        "fiches": (of(*types_of(FicheRepere)).order_by("title"), FICHES),
    }
    return {
        **{name: carnet.premieres(pages, most) for name, (pages, most) in parts.items()},
        "surtitre": f"Domaine · {Critere(domaine.critere).label}",
        "recherche_url": adresse_de_recherche(domaine=domaine.slug),
        "recherche_exemples_url": adresse_de_recherche(domaine=domaine.slug, nature=ExempleInspirant.nature_asked()),
        "odds": triptyque_de(page)["odds"],
    }


@dresses(FicheRepere)
def contexte_de_fiche(page: FicheRepere, carnet: RowBook) -> dict[str, Any]:
    triptyque = triptyque_de(page)
    sujet = _sujet(page.sujet) if page.sujet else None
    return {
        "chiffres": list(page.chiffres.all()),
        "sujet": sujet,
        "surtitre": f"Fiche repère · {sujet.detail}" if sujet else "Fiche repère",
        "triptyque": triptyque,
        "partenaires": partenaires_de(page),
        "voir_aussi": see_also(page, triptyque, carnet),
    }


def _sujet(term: Portrayed) -> TermLink:
    """What a fiche portrays, with the search of everything about it."""
    return TermLink(term.nom, adresse_de_recherche(**{term.facette: term.slug}), term.facette.capitalize())


@dresses(BaseDeConnaissance)
def contexte_de_base(page: BaseDeConnaissance, carnet: RowBook) -> dict[str, Any]:
    triptyque = triptyque_de(page)
    partenaires = partenaires_de(page)
    lien = premiers_liens([page.pk]).get(page.pk) if page.pk else None
    return {
        "lien": lien,
        "repli": repli_de(lien, partenaires, carnet.request),
        "chapitres": list(page.chapitres.all()),
        "triptyque": triptyque,
        "partenaires": partenaires,
        "voir_aussi": see_also(page, triptyque, carnet),
    }
