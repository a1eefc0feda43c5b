"""What somebody finds on arriving in the admin: places on the home page, and what each room shows in them.

A room says in its `ready()`: `arrives(HomePlace.ASKED, "propositions", found)`. It shows an account what waits for it,
the most urgent first, and never more than a few rows: the place leads to the whole list.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db import models
from django.utils import timezone

#: Rows of one place.
AT_MOST = 8


class HomePlace(models.TextChoices):
    """The places of the home page in their order: what others wait for comes before what can wait."""

    APPROVE = "a-approuver", "À approuver"
    ASKED = "demande-a-moi", "Demandé à moi"
    FINISH = "a-finir", "À finir"
    WAITING = "soumises", "Chez les relecteurs"
    NEXT = "parutions", "Prochaine parution"
    LINKS = "liens-a-regarder", "Liens à regarder"
    REREAD = "a-relire", "À relire"
    PEOPLE = "personnes", "Personnes"
    PREPARED = "en-preparation", "En préparation"


@dataclass(frozen=True, slots=True)
class Row:
    """One thing. `titre` leads to `url`; `note` says why it is here, in a few words; `genre` what it is."""

    titre: str
    url: str
    note: str = ""
    quand: date | datetime | None = None
    genre: str = ""


@dataclass(frozen=True, slots=True)
class Findings:
    """The first rows of what was found; `total`: how many there are; `whole`: the address of all of them, or ""."""

    rows: tuple[Row, ...] = ()
    total: int = 0
    whole: str = ""


#: From the account and a number of rows. None: this account has nothing to do with it, now or later.
Found = Callable[[Any, int], Findings | None]


@dataclass(frozen=True, slots=True)
class ShownPlace:
    """A place as it is shown to one account. With `total` 0 it is only named among what is in order."""

    place: HomePlace
    rows: list[Row]
    total: int
    whole: str


_found: dict[HomePlace, dict[str, Found]] = {place: {} for place in HomePlace}


def arrives(place: HomePlace, name: str, found: Found) -> None:
    """Show in this place what `found` finds; the same name takes the place of what it said before."""
    _found[place][name] = found


def shown_to(account: Any) -> list[ShownPlace]:
    """Every place that has to do with this account, in the order of places; several rooms share a place."""
    places = []
    for place in HomePlace:
        findings = [one for found in _found[place].values() if (one := found(account, AT_MOST)) is not None]
        if findings:
            places.append(_together(place, findings))
    return places


def _together(place: HomePlace, findings: Iterable[Findings]) -> ShownPlace:
    findings = list(findings)
    rows = [row for one in findings for row in one.rows]
    if len(findings) > 1:
        # The next parution is the soonest; of all else the newest comes first. What has no date comes last.
        sign = 1 if place is HomePlace.NEXT else -1
        rows.sort(key=lambda row: (row.quand is None, sign * _moment(row.quand)))
    whole = next((one.whole for one in findings if one.whole), "")
    return ShownPlace(place, rows[:AT_MOST], sum(one.total for one in findings), whole)


def _moment(quand: date | datetime | None) -> float:
    if quand is None:
        return 0.0
    if not isinstance(quand, datetime):
        quand = timezone.make_aware(datetime.combine(quand, time.min))
    return quand.timestamp()
