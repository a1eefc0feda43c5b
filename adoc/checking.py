"""The check of a page's parcours against the site as it is: what is published, what answers, what searches find."""

from adoc.models import ParcoursAdoc
from adoc.parcours.definition import Definition, definition_de
from adoc.parcours.proposals import SearchContext, found_by
from adoc.parcours.verification import Defaut, VerificationReport, verify
from adoc.searching import search_ids
from adoc.walk.terms import natures_par_famille
from liens.states import premiers_liens
from pages.models import PageEditoriale
from pages.visibility import PagesPubliques


def check_parcours(page: ParcoursAdoc) -> VerificationReport:
    """The report on the page as it is in memory."""
    definition = definition_de(page)
    targets = _cibles(definition)
    shown = PageEditoriale.objects.filter(PagesPubliques().condition(), pk__in=targets)
    broken = {pk for pk, lien in premiers_liens(targets).items() if lien.a_eviter}
    return verify(
        definition,
        publiques=set(shown.values_list("pk", flat=True)),
        cassees=broken,
        steriles=_steriles(definition),
    )


def refusals(page: ParcoursAdoc, *, against_site: bool) -> list[str]:
    """What would leave a visitor stuck or empty-handed, each with the answers that lead there.

    Without `against_site`, pages that are proposed count as published, and searches as answered.
    """
    if against_site:
        faults = check_parcours(page).bloquants
    else:
        definition = definition_de(page)
        faults = verify(definition, publiques=_cibles(definition)).bloquants
    return [_said(one) if against_site else one.phrase for one in faults]


def _said(fault: Defaut) -> str:
    way = " ; ".join(f"{etape.question} → {etape.reponse}" for etape in fault.chemin)
    return f"{fault.phrase} Chemin : {way}." if way else fault.phrase


def _cibles(definition: Definition) -> set[int]:
    return {one.cible for one in definition.regles if one.cible is not None}


def _steriles(definition: Definition) -> set[str]:
    """The rules whose search finds nothing even without a territoire or a domaine."""
    everywhere = SearchContext(territoire="", domaines=(), natures=natures_par_famille())
    searched = [one for one in definition.regles if one.cible is None]
    return {one.code for one in searched if not found_by(one, definition, everywhere, search_ids)}
