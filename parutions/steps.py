"""From preparation to approval, and back. Two pairs of eyes: whoever proposes, or wrote one of the drafts last, does
not approve."""

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from comite.eyes import who_changed
from parutions.contents import back_to_preparation
from parutions.enums import OPEN, EtatParution, Sorte
from parutions.gate import elements_of, findings
from parutions.models import PageDeParution, Parution
from parutions.rights import approvers, is_alone, prepares
from parutions.telling import tell_proposed

NOT_PROPOSED = "Cette parution n’est pas proposée à l’approbation."
NOT_PREPARED = "Cette parution n’est pas en préparation."
OVER = "Cette parution est terminée."
OWN_SET = "Vous avez préparé ou proposé cette parution : une autre personne l’approuve."
OWN_DRAFT = "Vous avez modifié {pages} en dernier : une autre personne approuve."


def propose(*, parution: Parution, by: Any, now: datetime) -> Parution:
    """Ask for the approval of a set that the gate lets pass. Raises ValidationError, PermissionDenied."""
    with transaction.atomic():
        locked = _locked(parution, by)
        if locked.etat != EtatParution.PREPARATION:
            raise ValidationError(NOT_PREPARED)
        _pass(locked, elements_of(locked), now)
        locked.etat, locked.proposee_par, locked.echec = EtatParution.PROPOSEE, by, ""
        locked.save(update_fields=["etat", "proposee_par", "echec"])
        tell_proposed(locked, [one for one in approvers() if one.pk != by.pk], now=now)
    return locked


def approve(*, parution: Parution, by: Any, now: datetime) -> Parution:
    """Let the set appear at its hour, as it is now. Raises the same."""
    with transaction.atomic():
        locked = _locked(parution, by)
        if locked.etat != EtatParution.PROPOSEE:
            raise ValidationError(NOT_PROPOSED)
        elements = elements_of(locked)
        refused = approval_refusal(parution=locked, elements=elements, by=by)
        if refused:
            raise ValidationError(refused)
        _pass(locked, elements, now)
        for one in elements:
            if one.sorte == Sorte.PUBLIER and one.revision is not None:
                one.contenu = one.revision.content
                one.save(update_fields=["contenu"])
        locked.etat, locked.approuvee_par, locked.approuvee_le = EtatParution.APPROUVEE, by, now
        locked.essais, locked.prochain_essai_le = 0, None
        locked.save(update_fields=["etat", "approuvee_par", "approuvee_le", "essais", "prochain_essai_le"])
    return locked


def approval_refusal(*, parution: Parution, elements: list[PageDeParution], by: Any) -> str:
    """Why this account is not the one that approves; "" when it is. Whoever is alone approves, and is told so."""
    if is_alone(by):
        return ""
    if by.pk in (parution.preparee_par_id, parution.proposee_par_id):
        return OWN_SET
    theirs = [f"« {one.titre} »" for one in elements if one.revision and who_changed(user=by, revision=one.revision)]
    return OWN_DRAFT.format(pages=", ".join(theirs[:3])) if theirs else ""


def send_back(*, parution: Parution, by: Any) -> None:
    """Back to its preparation, from where it waits. Raises the same."""
    with transaction.atomic():
        locked = _locked(parution, by)
        if locked.etat not in (EtatParution.PROPOSEE, EtatParution.APPROUVEE):
            raise ValidationError(NOT_PROPOSED)
        back_to_preparation(locked.pk)


def abandon(*, parution: Parution, by: Any) -> None:
    """It will not appear; its pages are free again. Raises the same."""
    with transaction.atomic():
        locked = _locked(parution, by)
        if locked.etat not in OPEN:
            raise ValidationError(OVER)
        back_to_preparation(locked.pk)
        Parution.objects.filter(pk=locked.pk).update(etat=EtatParution.ABANDONNEE)


def _locked(parution: Parution, by: Any) -> Parution:
    if not prepares(by):
        raise PermissionDenied
    return Parution.objects.select_for_update().get(pk=parution.pk)


def _pass(parution: Parution, elements: list[PageDeParution], now: datetime) -> None:
    refused = [one.sentence for one in findings(parution, elements, now=now) if one.grave]
    if refused:
        raise ValidationError(refused)
