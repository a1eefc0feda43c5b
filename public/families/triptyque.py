"""Territoires, acteurs, domaines and ODD of a page, as links into the search."""

from dataclasses import dataclass
from typing import Any

from pages.models import PageEditoriale
from public.doors import SEARCH


@dataclass(frozen=True, slots=True)
class TermLink:
    """A term as a link: its name and the search of everything that has it."""

    nom: str
    url: str
    detail: str = ""
    id: int = 0


def adresse_de_recherche(**valeurs: object) -> str:
    """`/recherche/?domaine=culture`"""
    return SEARCH.address((name, value) for name, value in valeurs.items() if value)


def triptyque_de(page: PageEditoriale) -> dict[str, Any]:
    """Four lists, in the editor's order for territoires and in the taxonomy's for the others."""
    territoires = [lie.territoire for lie in page.territoires_lies.select_related("territoire")]
    return {
        "territoires": [
            TermLink(one.nom, adresse_de_recherche(territoire=one.slug), one.get_niveau_display())
            for one in territoires
        ],
        "acteurs": [TermLink(one.nom, adresse_de_recherche(acteur=one.slug)) for one in page.acteurs.all()],
        "domaines": [
            TermLink(one.nom, adresse_de_recherche(domaine=one.slug), id=one.pk) for one in page.domaines.all()
        ],
        "odds": [TermLink(one.nom, adresse_de_recherche(odd=one.slug), str(one.numero)) for one in page.odds.all()],
    }


def partenaires_de(page: PageEditoriale) -> list[Any]:
    """The partners who carry what the page describes, in the editor's order."""
    return [lie.partenaire for lie in page.partenaires_lies.select_related("partenaire")]
