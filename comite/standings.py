"""Who somebody is in the Comité on a day, read once for each account that was loaded, which is once per request."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from datetime import time as midnight
from time import time
from types import MappingProxyType
from typing import Any, NamedTuple

from django.contrib.auth import get_user_model
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import SimpleLazyObject, empty

from comite.enums import RoleComite
from comite.models import Appartenance, MiseEnService

CACHE = "_comite_standings"


class Today(NamedTuple):
    """A day, and when it begins and ends, in seconds since the epoch."""

    day: date
    since: float
    until: float


_today = Today(date.min, 0, 0)
NOWHERE: Mapping[int, frozenset[RoleComite]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Standings:
    """The roles of one account, those that it holds for somebody absent among them.

    `organisations`: key of a member of the Comité → roles there. `site`: roles for the whole site.
    """

    organisations: Mapping[int, frozenset[RoleComite]] = field(default_factory=lambda: NOWHERE)
    site: frozenset[RoleComite] = frozenset()

    @property
    def roles(self) -> frozenset[RoleComite]:
        """Every role that is held somewhere."""
        return self.site.union(*self.organisations.values())

    def organisations_as(self, roles: Iterable[RoleComite]) -> list[int]:
        """The members of the Comité for which one of these roles is held, in the order of their keys."""
        wanted = frozenset(roles)
        return sorted(pk for pk, held in self.organisations.items() if held & wanted)


def roles_in_force() -> bool:
    """Whether roles decide on this site; before somebody puts them into force, its groups do."""
    return MiseEnService.objects.exists()


def governed(user: Any) -> bool:
    """Whether roles decide what this account may do: not for superusers, who may everything."""
    user = loaded(user)
    return bool(user.is_active and user.is_authenticated and not user.is_superuser and standings_of(user) is not None)


def standings_of(user: Any, on: date | None = None) -> Standings | None:
    """The roles of an account on that day (today by Paris' calendar); None while roles are not in force.

    A list of pages asks hundreds of times: what day it is, is asked of the calendar once a day.
    """
    kept: dict[date, Standings | None] = kept_on(user, CACHE)
    day = on or today()
    if day not in kept:
        kept[day] = read_standings(user, day) if roles_in_force() else None
    return kept[day]


def today() -> date:
    """The day by Paris' calendar."""
    global _today
    now = time()
    if not _today.since <= now < _today.until:
        day = timezone.localdate()
        bounds = [timezone.make_aware(datetime.combine(day + timedelta(days=more), midnight())) for more in (0, 1)]
        _today = Today(day, *(one.timestamp() for one in bounds))
    return _today.day


def kept_on(user: Any, name: str) -> Any:
    """A dict that goes with the account as it was loaded. A request's own account is a proxy: both share it."""
    return loaded(user).__dict__.setdefault(name, {})


def loaded(user: Any) -> Any:
    """The account behind a request's own, which is a proxy of a proxy: each look through it costs."""
    while type(user) is SimpleLazyObject:
        if user._wrapped is empty:
            user._setup()
        user = user._wrapped
    return user


def read_standings(user: Any, on: date) -> Standings:
    """The same, from the database: whoever is about to give or take a right asks it anew."""
    if user.pk is None or not user.is_active:
        return Standings()
    of_absent = Q(
        compte__is_active=True,
        compte__absences__remplacant=user.pk,
        compte__absences__du__lte=on,
        compte__absences__au__gte=on,
        compte__absences__annulee_le__isnull=True,
    )
    rows = Appartenance.objects.in_force(on).filter(Q(compte=user.pk) | of_absent)
    organisations: dict[int, set[RoleComite]] = {}
    site: set[RoleComite] = set()
    for partenaire, role in rows.values_list("partenaire_id", "role"):
        (site if partenaire is None else organisations.setdefault(partenaire, set())).add(RoleComite(role))
    return Standings({pk: frozenset(roles) for pk, roles in organisations.items()}, frozenset(site))


def accounts_standing(on: date, **lookups: Any) -> Any:
    """The active accounts with a role in force, of their own or of somebody absent; `lookups` narrow the roles."""
    rows = Appartenance.objects.in_force(on).filter(**lookups)
    own = Q(pk__in=rows.values("compte"))
    standing_in = Q(
        remplacements__du__lte=on,
        remplacements__au__gte=on,
        remplacements__annulee_le__isnull=True,
        remplacements__compte__is_active=True,
        remplacements__compte__in=rows.values("compte"),
    )
    found = get_user_model().objects.filter(own | standing_in, is_active=True)
    return get_user_model().objects.filter(pk__in=found.values("pk")).order_by("pk")
