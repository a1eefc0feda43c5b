"""When reports are due. Pure; hours are those of Paris, also on the days when clocks change."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from workers.links.reports.enums import Rythme

PARIS = ZoneInfo("Europe/Paris")
# The first Monday of a month is at most 37 days before any moment.
JOURS_EN_ARRIERE = 40


def dernier_creneau(maintenant: datetime, *, rythme: str, jour: int, heure: int) -> datetime:
    """The latest due date that is not after `maintenant`."""
    ici = maintenant.astimezone(PARIS).date()
    candidats = (_a_l_heure(ici - timedelta(days=n), heure) for n in range(JOURS_EN_ARRIERE))
    return next(c for c in candidats if c <= maintenant and _est_echu(c.date(), rythme, jour))


def prochain_creneau(maintenant: datetime, *, rythme: str, jour: int, heure: int) -> datetime:
    """The first due date after `maintenant`."""
    ici = maintenant.astimezone(PARIS).date()
    candidats = (_a_l_heure(ici + timedelta(days=n), heure) for n in range(JOURS_EN_ARRIERE))
    return next(c for c in candidats if c > maintenant and _est_echu(c.date(), rythme, jour))


def _a_l_heure(jour: date, heure: int) -> datetime:
    return datetime.combine(jour, time(heure), PARIS)


def _est_echu(quand: date, rythme: str, jour: int) -> bool:
    if rythme == Rythme.JOUR:
        return quand.weekday() < 5
    if quand.weekday() != jour:
        return False
    return rythme == Rythme.SEMAINE or quand.day <= 7
