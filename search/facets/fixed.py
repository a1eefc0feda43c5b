"""The values of facets that are no terms: kinds of page, axes, states of a link."""

from liens.enums import EtatLien
from taxonomy.enums import CodeAxe

FICHE_REPERE = "fiche-repere"

#: What visitors read as the nature of a page that is no resource, in the facet's order, after the editors' natures.
NATURES_DE_PAGE = {
    "exemple-inspirant": "Exemple inspirant",
    FICHE_REPERE: "Fiche repère",
    "base-de-connaissance": "Base de connaissance",
    "page-de-domaine": "Domaine présenté",
}

AXES = {str(code.value): str(code.label) for code in CodeAxe}

#: A link that nobody cites is on no live page.
ETATS_LIEN = {str(etat.value): str(etat.label) for etat in EtatLien if etat != EtatLien.RETIRE}
