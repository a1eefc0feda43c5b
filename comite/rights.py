"""The one rule of rights. Every door asks it; none decides by itself."""

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from comite.enums import OF_ORGANISATION, Act, RoleComite
from comite.standings import Standings, governed, loaded, standings_of
from comite.table import ANY, NO_ONES, OWN


class Held(NamedTuple):
    """Who answers for a page: the keys of its responsable and of its deputy. Two None: no one's page."""

    responsable_id: int | None = None
    adjoint_id: int | None = None


def may(*, user: Any, act: Act, page: Any = None, on: date | None = None) -> bool:
    """Whether this account may do this with the page, on that day (today).

    `page`: a page, which says who holds it as the database has it (`held_by`), or a `Held`; None: no one's page.
    While roles are not in force only superusers may: whoever asks looks at `governed` first, or asks `refuses`.
    """
    user = loaded(user)
    if user is None or not user.is_active or not user.is_authenticated:
        return False
    if user.is_superuser:
        return True
    standings = standings_of(user, on)
    return standings is not None and decided(standings=standings, act=act, held=held_of(page))


def decided(*, standings: Standings, act: Act, held: Held) -> bool:
    """The rule itself, on facts alone."""
    if _given(ANY, standings.site, act) or any(_given(ANY, roles, act) for roles in standings.organisations.values()):
        return True
    holders = {held.responsable_id, held.adjoint_id} - {None}
    if not holders:
        return _given(NO_ONES, standings.site, act)
    return any(_given(OWN, standings.organisations.get(one, frozenset()), act) for one in holders)  # type: ignore[arg-type]  # None was left out


def refuses(*, user: Any, act: Act, page: Any = None) -> bool:
    """Whether roles stand against this. False where they do not decide: what groups say is then asked elsewhere."""
    return governed(user) and not may(user=user, act=act, page=page)


def may_at_all(*, user: Any, act: Act) -> bool:
    """Whether there may be a page with which this account may do this."""
    if may(user=user, act=act):
        return True
    standings = standings_of(user)
    return standings is not None and any(
        may(user=user, act=act, page=Held(responsable_id=pk)) for pk in standings.organisations
    )


def publishes_what_it_creates(*, user: Any) -> bool:
    """Whether this account may publish every page that it may create, and may create some."""
    standings = standings_of(user)
    places = [Held(), *(Held(responsable_id=pk) for pk in standings.organisations)] if standings else [Held()]
    creates = [held for held in places if may(user=user, act=Act.CREATE, page=held)]
    return bool(creates) and all(may(user=user, act=Act.PUBLISH, page=held) for held in creates)


def organisations_for(*, user: Any, act: Act) -> list[int]:
    """The members of the Comité with whose pages this account may do this, by its roles there."""
    standings = standings_of(user)
    return standings.organisations_as(r for r in OF_ORGANISATION if act in OWN[r]) if standings else []


def held_of(page: Any) -> Held:
    """Who answers for `page`. A page that was read as a plain page is asked as what it is."""
    if page is None or isinstance(page, Held):
        return page or Held()
    if not hasattr(page, "held_by"):
        page = getattr(page, "specific_deferred", page)
    return Held(*getattr(page, "held_by", ()))


def _given(table: Mapping[RoleComite, frozenset[Act]], roles: frozenset[RoleComite], act: Act) -> bool:
    return any(act in table.get(role, frozenset()) for role in roles)
