"""The check of a page's parcours against the site as it is: what is published, what answers, what searches find."""

from django.core.exceptions import ValidationError

from pages.lignes import premiers_liens
from pages.models import PageEditoriale, ParcoursAdoc
from pages.parcours.definition import Definition, definition_de
from pages.parcours.propositions import Contexte, chercheur, trouver
from pages.parcours.termes import natures_par_famille
from pages.parcours.verification import Rapport, verifier
from pages.publiques import PagesPubliques


def controler(page: ParcoursAdoc) -> Rapport:
    """The report on the page as it is in memory."""
    definition = definition_de(page)
    targets = _cibles(definition)
    shown = PageEditoriale.objects.filter(PagesPubliques().condition(), pk__in=targets)
    broken = {pk for pk, lien in premiers_liens(targets).items() if lien.a_eviter}
    return verifier(
        definition,
        publiques=set(shown.values_list("pk", flat=True)),
        cassees=broken,
        steriles=_steriles(definition),
    )


def refuser_s_il_est_casse(page: ParcoursAdoc) -> None:
    """Raise ValidationError for what would stop a visitor, whatever the rest of the site does meanwhile."""
    definition = definition_de(page)
    faults = verifier(definition, publiques=_cibles(definition)).bloquants
    if faults:
        raise ValidationError([one.phrase for one in faults])


def _cibles(definition: Definition) -> set[int]:
    return {one.cible for one in definition.regles if one.cible is not None}


def _steriles(definition: Definition) -> set[str]:
    """The rules whose search finds nothing even without a territoire or a domaine."""
    everywhere = Contexte(territoire="", domaines=(), natures=natures_par_famille())
    searched = [one for one in definition.regles if one.cible is None]
    return {one.code for one in searched if not trouver(one, definition, everywhere, chercheur())}
