"""To whom a page may be given: asked by the form of every page, in the admin and by the API."""

from typing import Any

from comite.enums import Act
from comite.rights import Held, may, organisations_for
from comite.standings import governed
from taxonomy.models import Partenaire

NOT_YOURS = "Vous créez des pages pour {yours} : choisissez ce responsable."
NOBODYS = "Vous créez des pages sans responsable seulement."
NOT_GIVEN = "Seul un relecteur de l’organisation qui répond de la page la confie à une autre."
NO_DEPUTY = "Seul un relecteur de l’organisation qui répond de la page choisit son suppléant."


def preset_responsable(page: Any, user: Any) -> None:
    """A page that somebody begins is their organisation's, if it is nobody's yet: the first one, by its key."""
    if page.responsable_id is None and page._state.adding and governed(user):
        mine = organisations_for(user=user, act=Act.CREATE)
        if mine and not may(user=user, act=Act.CREATE):
            page.responsable_id = mine[0]


def refused_holders(*, page: Any, user: Any, before: Held, after: Held) -> dict[str, str]:
    """What stands against giving the page from `before` to `after`: field → sentence; nothing while groups decide.

    `before`: as the draft had it. A page may always be given back to whom its row names.
    """
    if not governed(user):
        return {}
    if page._state.adding:
        if not may(user=user, act=Act.CREATE, page=Held(after.responsable_id)):
            return {"responsable": _yours(organisations_for(user=user, act=Act.CREATE))}
        before = Held(after.responsable_id)
    refused = {}
    may_give = may(user=user, act=Act.ENTRUST, page=before if page._state.adding else page.held_by)
    if after.responsable_id not in (before.responsable_id, page.held_by.responsable_id) and not may_give:
        refused["responsable"] = NOT_GIVEN
    if after.adjoint_id not in (before.adjoint_id, page.held_by.adjoint_id) and not may_give:
        refused["adjoint"] = NO_DEPUTY
    return refused


def _yours(keys: list[int]) -> str:
    names = [str(one) for one in Partenaire.objects.filter(pk__in=keys)]
    return NOT_YOURS.format(yours=" ou ".join(names)) if names else NOBODYS
