"""The values of facets that are no terms: axes, states of a link. Kinds of page are told by `pages.page_types`."""

from liens.enums import EtatLien
from taxonomy.enums import CodeAxe

AXES = {str(code.value): str(code.label) for code in CodeAxe}

#: A link that nobody cites is on no live page.
ETATS_LIEN = {str(etat.value): str(etat.label) for etat in EtatLien if etat != EtatLien.RETIRE}
