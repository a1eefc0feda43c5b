"""A change that somebody proposes for a page of others: written beside the page, then accepted or declined.

What is proposed is the difference between the version from which the work began and what was written. Accepting it puts
these fields, and no others, into the page's last draft as it is then: what the page became meanwhile stays, and where
both changed the same field, whoever accepts is told and says that the proposal holds.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from wagtail.log_actions import log
from wagtail.models import Page

from comite.enums import Act
from comite.eyes import differ, who_changed
from comite.refusing import RuleError
from comite.rights import may
from comite.standings import governed
from pages.workflow.differences import fields_that_differ
from pages.workflow.enums import OUVERTES, EtatProposition
from pages.workflow.models import Proposition

SENT, ACCEPTED, DECLINED = "relecture.propose", "relecture.accepte", "relecture.decline"
NOT_OPEN = "Cette proposition n’attend plus de réponse\u00a0: elle est «\u00a0{state}\u00a0»."
NOT_YOURS = "Cette proposition est celle de quelqu’un d’autre."
MAY_EDIT = "Vous pouvez modifier cette page\u00a0: ouvrez-la, plutôt que de proposer."
MAY_NOT = "Votre rôle ne permet pas de proposer une modification de cette page."
MAY_NOT_DECIDE = (
    "Seuls les éditeurs et les relecteurs de l’organisation qui répond de la page décident d’une proposition."
)
OWN = "Vous avez fait cette proposition\u00a0: une autre personne l’accepte ou la décline."
GONE = "La page a été supprimée. Ce que vous avez écrit reste lisible ici."
ALIAS = "Cette page en suit une autre\u00a0: proposez votre modification pour l’autre."
NOTHING = "Rien n’y est changé\u00a0: modifiez au moins un champ avant d’envoyer."
NO_ANSWER = "Dites en une phrase pourquoi la proposition n’est pas retenue."
BLOCKED = "La page est verrouillée ou en relecture\u00a0: la proposition pourra être acceptée ensuite."
BOTH = (
    "La page a changé aux mêmes endroits depuis. Relisez-les, puis cochez que la proposition l’emporte\u00a0: {fields}."
)


@dataclass(frozen=True, slots=True)
class Merge:
    """What accepting would give. `fields`: names of what changes in the draft; `conflicts`: of what both changed.

    `draft` is the last draft as a page, `result` what it would become.
    """

    draft: Any
    result: Any
    fields: list[str]
    conflicts: list[str]
    edited_since: bool


def may_propose(*, user: Any, page: Page) -> bool:
    """Whether this account may propose a change of the page: whoever may not change it, once roles decide."""
    if not governed(user) or page.depth == 1 or page.alias_of_id:
        return False
    # Its tester knows who holds the pages beside it: lists ask for every row.
    allows = getattr(page.permissions_for_user(user), "allows", None)
    return allows is not None and allows(Act.PROPOSE) and not allows(Act.EDIT)


def may_decide(*, user: Any, proposal: Proposition) -> bool:
    """Whether this account accepts or declines it: an éditeur or a relecteur of the page as it is held today."""
    if proposal.page is None or proposal.par_id == user.pk:
        return False
    return may(user=user, act=Act.DECIDE_PROPOSALS, page=proposal.page)


def may_see(*, user: Any, proposal: Proposition) -> bool:
    """Whoever made it, and everybody who reads drafts."""
    return bool(proposal.par_id == user.pk or user.is_superuser or may(user=user, act=Act.READ, page=proposal.page))


def begin(*, page: Page, by: Any) -> Proposition:
    """The proposal that this account has under way for the page, a new one if there is none. Raises RuleError."""
    if page.alias_of_id:
        raise RuleError(ALIAS)
    if not may_propose(user=by, page=page):
        raise RuleError(MAY_EDIT if may(user=by, act=Act.EDIT, page=page) else MAY_NOT)
    content = content_of(page)
    found, _ = Proposition.objects.get_or_create(
        page=page,
        par=by,
        etat__in=OUVERTES,
        defaults={
            "etat": EtatProposition.EN_COURS,
            "titre": page.get_admin_display_title()[:255],
            "depart": content,
            "contenu": content,
        },
    )
    return found


def content_of(page: Page) -> dict[str, Any]:
    """The last draft as a version keeps it."""
    revision = page.get_latest_revision()
    content: dict[str, Any] = revision.content if revision else json.loads(page.specific.to_json())
    return content


def as_page(proposal: Proposition, *, begun: bool = False) -> Any:
    """The page as it is proposed, or with `begun` as it was when the work began. The page must still be there."""
    if proposal.page is None:
        raise RuleError(GONE)
    return proposal.page.specific.with_content_json(proposal.depart if begun else proposal.contenu)


def write(*, proposal: Proposition, content: dict[str, Any], by: Any) -> None:
    """Keep what was written; a proposal that was sent waits again to be sent. Raises RuleError."""
    _owned(proposal, by)
    proposal.contenu, proposal.etat = content, EtatProposition.EN_COURS
    proposal.save(update_fields=["contenu", "etat"])


@transaction.atomic
def send(*, proposal: Proposition, by: Any, words: str, at: datetime) -> None:
    """Give it to those who decide. Raises RuleError or ValidationError; what was written stays."""
    _owned(proposal, by)
    if proposal.page is None:
        raise RuleError(GONE)
    if not may(user=by, act=Act.PROPOSE, page=proposal.page):
        raise RuleError(MAY_NOT)
    if not differ(proposal.contenu, proposal.depart):
        raise ValidationError(NOTHING)
    proposal.etat, proposal.mot, proposal.envoyee_le = EtatProposition.ENVOYEE, words, at
    proposal.save(update_fields=["etat", "mot", "envoyee_le"])
    log(instance=proposal.page.specific, action=SENT, user=by, data={"proposition": proposal.pk})


def take_back(*, proposal: Proposition, by: Any) -> None:
    """Give it up. Raises RuleError."""
    _owned(proposal, by)
    proposal.etat = EtatProposition.RETIREE
    proposal.save(update_fields=["etat"])


def merged(proposal: Proposition) -> Merge:
    """What accepting it would change now."""
    page = Page.objects.get(pk=proposal.page_id).specific
    now = content_of(page)
    touched = {name for name in proposal.contenu if _differs(proposal.contenu, proposal.depart, name)}
    both = {name for name in touched if _differs(now, proposal.depart, name) and _differs(now, proposal.contenu, name)}
    draft = page.with_content_json(now)
    result = page.with_content_json(now | {name: proposal.contenu[name] for name in touched})
    both_said = page.with_content_json(now | {name: proposal.contenu[name] for name in both})
    return Merge(
        draft=draft,
        result=result,
        fields=fields_that_differ(draft, result),
        conflicts=fields_that_differ(draft, both_said),
        edited_since=differ(now, proposal.depart),
    )


@transaction.atomic
def accept(*, proposal: Proposition, by: Any, over: bool, at: datetime) -> None:
    """Put what is proposed into the page's draft, in the name of whoever proposed it.

    `over`: what the page says otherwise since may be written over. The version is in the name of whoever accepts where
    it holds changes of their own too: four eyes then see these. Raises RuleError, ValidationError.
    """
    proposal = _waiting(proposal, by)
    page = Page.objects.select_for_update(of=("self",)).get(pk=proposal.page_id).specific
    lock = page.get_lock()
    if lock is not None and lock.for_user(by):
        raise RuleError(BLOCKED)
    merge = merged(proposal)
    if merge.conflicts and not over:
        raise ValidationError(BOTH.format(fields=", ".join(merge.conflicts)))
    author = by if who_changed(user=by, revision=page) else proposal.par
    revision = merge.result.save_revision(user=author, clean=False)
    data = {"proposition": proposal.pk, "auteur": proposal.par.get_username(), "champs": merge.fields}
    log(instance=merge.result, action=ACCEPTED, user=by, revision=revision, content_changed=True, data=data)
    _decided(proposal, EtatProposition.ACCEPTEE, by=by, answer="", at=at)


@transaction.atomic
def decline(*, proposal: Proposition, by: Any, answer: str, at: datetime) -> None:
    """Say why it is not taken. Raises RuleError, ValidationError."""
    proposal = _waiting(proposal, by)
    if not answer.strip():
        raise ValidationError(NO_ANSWER)
    page = Page.objects.get(pk=proposal.page_id).specific
    log(instance=page, action=DECLINED, user=by, data={"proposition": proposal.pk, "reponse": answer})
    _decided(proposal, EtatProposition.DECLINEE, by=by, answer=answer, at=at)


def _differs(one: dict[str, Any], other: dict[str, Any], name: str) -> bool:
    return differ({name: one.get(name)}, {name: other.get(name)})


def _owned(proposal: Proposition, by: Any) -> None:
    if proposal.par_id != by.pk:
        raise RuleError(NOT_YOURS)
    if proposal.etat not in OUVERTES:
        raise RuleError(NOT_OPEN.format(state=proposal.get_etat_display()))


def _waiting(proposal: Proposition, by: Any) -> Proposition:
    """The same, read again and held: of two who decide at once, the second is told."""
    now = Proposition.objects.select_for_update(of=("self",)).get(pk=proposal.pk)
    if now.page is None:
        raise RuleError(GONE)
    if now.par_id == by.pk:
        raise RuleError(OWN)
    if not may_decide(user=by, proposal=now):
        raise RuleError(MAY_NOT_DECIDE)
    if now.etat != EtatProposition.ENVOYEE:
        raise RuleError(NOT_OPEN.format(state=now.get_etat_display()))
    return now


def _decided(proposal: Proposition, state: EtatProposition, *, by: Any, answer: str, at: datetime) -> None:
    proposal.etat, proposal.reponse, proposal.decidee_par, proposal.decidee_le = state, answer, by, at
    proposal.save(update_fields=["etat", "reponse", "decidee_par", "decidee_le"])
