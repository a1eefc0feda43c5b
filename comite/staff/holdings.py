"""What somebody holds when they leave: kinds of things, each told at start by the room that knows it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from wagtail.models import APIToken, Page, WorkflowState

from comite.staff.noting import HANDED, TAKEN_OVER, note_account

Found = Callable[[Any], list[tuple[str, str]]]
Handed = Callable[[Any, Any], None]


@dataclass(frozen=True, slots=True)
class Holding:
    """One kind of thing. `found(account)`: each as (words, address in the admin or ""). `handed(account, to)`: passes
    all of them on, or closes what cannot be passed on; `after` says which.
    """

    title: str
    after: str
    found: Found
    handed: Handed


_kinds: dict[str, Holding] = {}


def holds(name: str, kind: Holding) -> None:
    """Say in `ready()` that accounts may hold this kind of thing."""
    _kinds[name] = kind


def kinds() -> list[Holding]:
    """Every kind, in the order in which the rooms told them."""
    return list(_kinds.values())


def held_things(account: Any) -> list[tuple[Holding, list[tuple[str, str]]]]:
    """What this account holds now, by kind; kinds of which it holds nothing are left out."""
    found = [(kind, kind.found(account)) for kind in kinds()]
    return [(kind, things) for kind, things in found if things]


@transaction.atomic
def hand_over(*, account: Any, to: Any, by: Any = None) -> int:
    """Pass on all that the account holds, or close it; returns how many things that were. `by`: who says so."""
    count = 0
    for kind, things in held_things(account):
        kind.handed(account, to)
        count += len(things)
    if count:
        note_account(action=HANDED, account=account, by=by, nombre=count)
        note_account(action=TAKEN_OVER, account=to, by=by, nombre=count)
    return count


def register_own_kinds() -> None:
    """What Wagtail itself keeps of an account."""
    holds("brouillons", Holding("Brouillons", "passent à son successeur", _drafts_in_words, _hand_drafts))
    holds("relectures", Holding("Pages soumises", "passent à son successeur", _submitted_in_words, _hand_submitted))
    holds("verrous", Holding("Verrous", "sont levés", _locks_in_words, _open_locks))
    holds("jetons", Holding("Jetons de l’API", "sont révoqués", _tokens_in_words, _revoke_tokens))


def _in_words(pages: Any) -> list[tuple[str, str]]:
    return [(one.get_admin_display_title(), reverse("wagtailadmin_pages:edit", args=[one.pk])) for one in pages]


def _drafts(account: Any) -> Any:
    begun = Q(owner=account) & (Q(has_unpublished_changes=True) | Q(live=False))
    return Page.objects.filter(begun, depth__gt=1).order_by("title")


def _drafts_in_words(account: Any) -> list[tuple[str, str]]:
    return _in_words(_drafts(account))


def _hand_drafts(account: Any, to: Any) -> None:
    _drafts(account).update(owner=to)


def _submitted(account: Any) -> Any:
    return WorkflowState.objects.active().filter(requested_by=account)


def _submitted_in_words(account: Any) -> list[tuple[str, str]]:
    pages = [int(pk) for pk in _submitted(account).values_list("object_id", flat=True) if str(pk).isdecimal()]
    return _in_words(Page.objects.filter(pk__in=pages).order_by("title"))


def _hand_submitted(account: Any, to: Any) -> None:
    _submitted(account).update(requested_by=to)


def _locks(account: Any) -> Any:
    return Page.objects.filter(locked=True, locked_by=account).order_by("title")


def _locks_in_words(account: Any) -> list[tuple[str, str]]:
    return _in_words(_locks(account))


def _open_locks(account: Any, to: Any) -> None:
    _locks(account).update(locked=False, locked_by=None, locked_at=None)


def _tokens_in_words(account: Any) -> list[tuple[str, str]]:
    return [(one.name, "") for one in APIToken.objects.filter(user=account).order_by("name")]


def _revoke_tokens(account: Any, to: Any) -> None:
    APIToken.objects.filter(user=account).delete()
