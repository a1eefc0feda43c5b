"""When a page should be read again, and why: the rule for one page, without a database. `due.py` asks it of all."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import models

from pages.enums import RythmeRelecture

JOURS_DE_RELECTURE = {
    RythmeRelecture.TRIMESTRE: 91,
    RythmeRelecture.SEMESTRE: 182,
    RythmeRelecture.ANNEE: 365,
    RythmeRelecture.DEUX_ANS: 730,
}
#: Days before the end of a validity from which on its page is to be looked at.
PREAVIS_J = 30
#: Data of more years than this are old; who has read a page with old data has a year to find newer ones.
ANS_DES_DONNEES = 3
RAPPEL_J = 365


class MotifRelecture(models.TextChoices):
    """Why a page should be read again; the first that applies is the one that is told."""

    PERIMEE = "perimee", "N’est plus valable"
    VALIDITE = "validite", "Validité proche de sa fin"
    RYTHME = "rythme", "Relecture échue"
    DONNEES = "donnees", "Données anciennes"


@dataclass(frozen=True, slots=True)
class ReadingFacts:
    """What decides. `read_on`: the day of the last reading, or of the publication; None for a page never online."""

    read_on: date | None
    rythme: RythmeRelecture
    valable_jusqu_au: date | None = None
    millesime: int | None = None

    def due_days(self) -> dict[MotifRelecture, date]:
        """The day from which on each reason holds."""
        days: dict[MotifRelecture, date] = {}
        until = self.valable_jusqu_au
        if until is not None:
            days[MotifRelecture.PERIMEE] = until + timedelta(days=1)
            notice = until - timedelta(days=PREAVIS_J)
            if self.read_on is None or self.read_on < notice:
                days[MotifRelecture.VALIDITE] = notice
        if self.read_on is not None:
            days[MotifRelecture.RYTHME] = self.read_on + timedelta(days=JOURS_DE_RELECTURE[self.rythme])
        if self.millesime is not None:
            old = date(min(self.millesime + ANS_DES_DONNEES + 1, date.max.year), 1, 1)
            days[MotifRelecture.DONNEES] = max(old, self.read_on + timedelta(days=RAPPEL_J)) if self.read_on else old
        return days

    @property
    def due_on(self) -> date | None:
        """The first of these days; None when nothing will ever ask for a reading."""
        return min(self.due_days().values(), default=None)

    def why(self, today: date) -> MotifRelecture | None:
        """The first reason, in their order, that holds today."""
        days = self.due_days()
        return next((one for one in MotifRelecture if one in days and days[one] <= today), None)
