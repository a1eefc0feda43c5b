"""An editor accepts or declines what a partner proposes. Accepting writes drafts; it publishes nothing.

The version is the editor’s own: the partner has no account, and four eyes look at whoever let it in.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from wagtail.models import Page

from comite.refusing import RuleError
from doublons.models import FusionDeRessources
from pages.models import Ressource
from pages.reading.marking import mark_read
from pages.writing.changing import change_draft, refusal_to_change
from pages.writing.creating import NewDraft, create_drafts
from pages.writing.values import read_values
from propositions.accesses.noting import ACCEPTED, DECLINED, INTO_DRAFT, note_proposal
from propositions.enums import EtatDeDemarche, SorteDeDemarche
from propositions.models import PropositionDePartenaire
from propositions.proposing.fields import FieldChange, as_values, changes_between, differing, said_by_page
from propositions.proposing.sheets import accept_sheet
from propositions.rights import decides

NOT_YOURS = (
    "Seuls les éditeurs et les relecteurs de l’organisation qui répond de la page décident de cette proposition."
)
NOT_OPEN = "Cette proposition n’attend plus de réponse\u00a0: elle est «\u00a0{state}\u00a0»."
GONE = "La page a été supprimée\u00a0: ce qui était proposé reste lisible ici, et ne peut plus qu’être décliné."
MERGED = "La page a été fusionnée avec «\u00a0{title}\u00a0»\u00a0: corrigez celle-ci, puis déclinez avec un mot."
NOT_LIVE = "La page n’est plus en ligne\u00a0: personne ne peut dire qu’elle est toujours valable."
NEEDS_END = "La validité de la page est passée\u00a0: donnez-lui une nouvelle fin pour l’accepter."
NOT_TO_COME = "Choisissez une date à venir."
NEEDS_PLACE = "Choisissez où ranger la ressource."
NO_ANSWER = "Dites au partenaire, en une phrase, pourquoi ce n’est pas retenu."
BOTH = "La page a changé aux mêmes endroits depuis\u00a0: {fields}. Cochez que la proposition l’emporte, ou déclinez."


@dataclass(frozen=True, slots=True)
class Outlook:
    """What accepting would do now. `refused`: why it cannot be, "" when it can; `changed`: the page says otherwise
    than it did since the partner saw it."""

    changes: list[FieldChange] = field(default_factory=list)
    refused: str = ""
    changed: bool = False

    @property
    def conflicts(self) -> list[str]:
        """What the page says by a third way meanwhile."""
        return [one.label for one in self.changes if one.both]


def outlook(proposal: PropositionDePartenaire, *, by: Any) -> Outlook:
    """What accepting this would do, as this account; nothing is written."""
    if proposal.sorte == SorteDeDemarche.RESSOURCE:
        return Outlook(changes_between({}, proposal.valeurs))
    if proposal.sorte == SorteDeDemarche.FEUILLE:
        return Outlook()
    if proposal.page is None:
        return Outlook(changes_between(proposal.depart, proposal.valeurs), refused=GONE)
    refused = _merged(proposal.page)
    if proposal.sorte == SorteDeDemarche.VALABLE:
        return Outlook(refused=refused or ("" if proposal.page.live else NOT_LIVE))
    now = said_by_page(proposal.page_id or 0, drafts=True)
    both = _both(proposal, now)
    refused = refused or refusal_to_change(by=by, page=proposal.page)
    changed = bool(differing(proposal.depart, now))
    return Outlook(changes_between(now, proposal.valeurs, both), refused, changed)


def _both(proposal: PropositionDePartenaire, now: Mapping[str, Any]) -> set[str]:
    return {
        name
        for name, said in proposal.valeurs.items()
        if now.get(name) != proposal.depart.get(name) and now.get(name) != said
    }


def _merged(page: Any) -> str:
    merge = FusionDeRessources.objects.filter(source=page.pk).select_related("cible").first()
    if merge is None:
        return ""
    return MERGED.format(title=merge.cible.get_admin_display_title()) if merge.cible else GONE


@transaction.atomic
def accept(
    *,
    proposal: PropositionDePartenaire,
    by: Any,
    at: datetime,
    over: bool = False,
    place: int | None = None,
    until: date | None = None,
) -> PropositionDePartenaire:
    """Take what is proposed: a page marked as read, a draft changed or made, a sheet written as drafts.

    `over`: the proposal holds where the page says a third thing; `place`: below which page a new ressource comes;
    `until`: a new end of validity of a page that is still valid. Raises RuleError, ValidationError: nothing is changed.
    """
    held = _waiting(proposal.pk, by)
    if held.sorte == SorteDeDemarche.VALABLE:
        _mark(held, by=by, until=until, today=at.date())
    elif held.sorte == SorteDeDemarche.CORRECTION:
        _correct(held, by=by, over=over)
    elif held.sorte == SorteDeDemarche.RESSOURCE:
        _create(held, by=by, place=place)
    else:
        accept_sheet(held, by=by)
    return _decided(held, EtatDeDemarche.ACCEPTEE, ACCEPTED, by=by, answer="", at=at)


@transaction.atomic
def decline(*, proposal: PropositionDePartenaire, by: Any, answer: str, at: datetime) -> PropositionDePartenaire:
    """Say why it is not taken. Raises RuleError, ValidationError."""
    held = _waiting(proposal.pk, by)
    if not answer.strip():
        raise ValidationError(NO_ANSWER)
    return _decided(held, EtatDeDemarche.DECLINEE, DECLINED, by=by, answer=answer.strip(), at=at)


def _waiting(pk: int, by: Any) -> PropositionDePartenaire:
    """The same, read again and held: of two who decide at once, the second is told."""
    PropositionDePartenaire.objects.select_for_update(of=("self",)).get(pk=pk)
    held = PropositionDePartenaire.objects.select_related("partenaire", "page", "imp").get(pk=pk)
    if not decides(user=by, proposal=held):
        raise RuleError(NOT_YOURS)
    if held.etat != EtatDeDemarche.ATTENTE:
        raise RuleError(NOT_OPEN.format(state=held.get_etat_display()))
    return held


def _mark(held: PropositionDePartenaire, *, by: Any, until: date | None, today: date) -> None:
    refused = outlook(held, by=by).refused
    if refused:
        raise RuleError(refused)
    page: Any = held.page
    if until is not None and until <= today:
        raise ValidationError(NOT_TO_COME)
    if page.est_perimee and until is None:
        raise ValidationError(NEEDS_END)
    mark_read([page], user=by, until=until)


def _correct(held: PropositionDePartenaire, *, by: Any, over: bool) -> None:
    told = outlook(held, by=by)
    if told.refused:
        raise RuleError(told.refused)
    if told.conflicts and not over:
        raise ValidationError(BOTH.format(fields=", ".join(told.conflicts)))
    if not held.valeurs:
        # A word alone: whoever accepts it has read it.
        return
    page: Any = held.page
    links = read_values(Ressource, [page.pk], ["liens"])[page.pk]["liens"]
    change_draft(page=page, values=as_values(held.valeurs, links), by=by, action=INTO_DRAFT)


def _create(held: PropositionDePartenaire, *, by: Any, place: int | None) -> None:
    if place is None or not Page.objects.filter(pk=place, depth__gt=1).exists():
        raise ValidationError(NEEDS_PLACE)
    values = as_values(held.valeurs)
    more = {"partenaires": [held.partenaire_id], "responsable": held.organisation}
    draft = NewDraft(place, {**values, **more})
    held.page = create_drafts(model=Ressource, drafts=[draft], by=by)[0]


def _decided(
    held: PropositionDePartenaire, state: EtatDeDemarche, action: str, *, by: Any, answer: str, at: datetime
) -> PropositionDePartenaire:
    held.etat, held.reponse, held.decidee_par, held.decidee_le = state, answer, by, at
    held.save(update_fields=["etat", "reponse", "decidee_par", "decidee_le", "page"])
    note_proposal(held, action, by=by)
    return held
