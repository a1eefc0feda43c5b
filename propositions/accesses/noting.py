"""What is noted in the log of links and of what partners propose: the partner's name, and nothing of any person."""

from collections.abc import Mapping
from typing import Any

from wagtail.log_actions import log

from propositions.models import AccesDePartenaire, PropositionDePartenaire

GIVEN, WITHDRAWN, ENTERED = "espace.donner", "espace.retirer", "espace.entrer"
PROPOSED, ACCEPTED, DECLINED = "espace.proposer", "espace.accepter", "espace.decliner"
INTO_DRAFT = "espace.brouillon"
#: Each with its label and its sentence; {…} are keys of the entry's data.
WORDS: Mapping[str, tuple[str, str]] = {
    GIVEN: ("Donner un accès à un partenaire", "Accès donné à {partenaire}, jusqu’au {fin}"),
    WITHDRAWN: ("Retirer l’accès d’un partenaire", "Accès retiré\u00a0: {partenaire}"),
    ENTERED: ("Entrer dans l’espace d’un partenaire", "{partenaire} est entré dans son espace"),
    PROPOSED: ("Recevoir une proposition d’un partenaire", "{partenaire} propose\u00a0: {quoi}"),
    ACCEPTED: ("Accepter la proposition d’un partenaire", "Proposition acceptée ({partenaire})\u00a0: {quoi}"),
    DECLINED: ("Décliner la proposition d’un partenaire", "Proposition déclinée ({partenaire})\u00a0: {quoi}"),
    INTO_DRAFT: (
        "Mettre au brouillon ce qu’un partenaire propose",
        "La correction proposée par le partenaire est dans le brouillon",
    ),
}


def note_access(access: AccesDePartenaire, action: str, *, by: Any = None, **data: str) -> None:
    """That a link was given, withdrawn or used. `by` None: the partner himself, who has no account."""
    said = {"partenaire": str(access.partenaire), **_organisation(access.organisation), **data}
    log(instance=access, action=action, user=by, data=said)


def note_proposal(proposal: PropositionDePartenaire, action: str, *, by: Any = None) -> None:
    """That something was proposed, accepted or declined."""
    said = {"partenaire": str(proposal.partenaire), "quoi": str(proposal), **_organisation(proposal.organisation)}
    log(instance=proposal, action=action, user=by, data=said)


def _organisation(key: int | None) -> dict[str, int]:
    return {} if key is None else {"organisation": key}
