"""« Ce n'est pas un double »: said of two pages by who may change one of them, kept until somebody takes it back."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from wagtail.log_actions import log

from doublons.models import Empreinte, PaireDeDoubles, PasUnDouble
from doublons.signals import pairs_changed
from pages.models import PageEditoriale

SET_ASIDE, TAKEN_BACK = "doublons.ecarter", "doublons.reprendre"
REASON_AT_MOST = 300


def decides(user: Any, one: PageEditoriale, other: PageEditoriale) -> bool:
    """Whether this account may say it of the two: who may change one of them."""
    return any(page.permissions_for_user(user).can_edit() for page in (one, other))


@transaction.atomic
def set_aside(*, one: PageEditoriale, other: PageEditoriale, by: Any, raison: str = "") -> PasUnDouble:
    """Say that these are two things. Said again, the first decision stays. Raises PermissionDenied."""
    pair = _pair(one, other, by)
    decision, made = PasUnDouble.objects.get_or_create(
        **pair, defaults={"par": by, "raison": raison.strip()[:REASON_AT_MOST]}
    )
    PaireDeDoubles.objects.filter(**pair).delete()
    pairs_changed.send(sender=PaireDeDoubles, pages={one.pk, other.pk})
    if made:
        _note(SET_ASIDE, one, other, by)
    return decision


@transaction.atomic
def take_back(*, one: PageEditoriale, other: PageEditoriale, by: Any) -> bool:
    """Have the two compared again; False when nobody had said anything of them. Raises PermissionDenied."""
    count, _ = PasUnDouble.objects.filter(**_pair(one, other, by)).delete()
    if count:
        Empreinte.objects.filter(page__in=[one.pk, other.pk]).update(a_comparer=True)
        _note(TAKEN_BACK, one, other, by)
    return bool(count)


def _pair(one: PageEditoriale, other: PageEditoriale, by: Any) -> dict[str, int]:
    if not decides(by, one, other):
        raise PermissionDenied
    first, second = sorted((one.pk, other.pk))
    return {"premiere_id": first, "seconde_id": second}


def _note(action: str, one: PageEditoriale, other: PageEditoriale, by: Any) -> None:
    """In the history of both: each names the other."""
    for page, beside in ((one, other), (other, one)):
        data = {"autre": beside.pk, "titre": beside.get_admin_display_title()}
        log(instance=page, action=action, user=by, data=data)
