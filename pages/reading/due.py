"""Which pages someone should read again: the rule of `rules.py`, asked of the database."""

from datetime import date, timedelta
from typing import Any

from django.db.models import Case, DateField, F, Func, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce, Greatest, Least, TruncDate

from pages.freshness.rules import ANS_DES_DONNEES, JOURS_DE_RELECTURE, PREAVIS_J, RAPPEL_J, MotifRelecture
from pages.models.base import PageEditoriale

#: After every day that is told.
NEVER = date(9999, 12, 31)


class DaysAfter(Func):
    """A day, so many days later, as the database reckons: Django would ask Python for each row of SQLite."""

    template = "(%(expressions)s + %(days)d)"
    output_field = DateField()

    def __init__(self, day: Any, days: int) -> None:
        super().__init__(day, days=days)

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        """SQLite keeps days as texts."""
        return self.as_sql(compiler, connection, template="date(%(expressions)s, '%(days)+d days')")


class NewYear(Func):
    """The first of January of a year of four digits."""

    template = "make_date((%(expressions)s)::int, 1, 1)"
    output_field = DateField()

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        """SQLite keeps days as texts."""
        return self.as_sql(compiler, connection, template="((%(expressions)s) || '-01-01')")


def with_dates() -> "QuerySet[PageEditoriale]":
    """Live pages with `lue_le`, the day that counts as their last reading, and `echeance`, when they are to be read."""
    read = Coalesce("relu_le", TruncDate("first_published_at"))
    rhythm = Case(
        *(When(rythme_relecture=one, then=DaysAfter(F("lue_le"), days)) for one, days in JOURS_DE_RELECTURE.items()),
        default=Value(NEVER),
        output_field=DateField(),
    )
    over, notice = DaysAfter(F("valable_jusqu_au"), 1), DaysAfter(F("valable_jusqu_au"), -PREAVIS_J)
    validity = Case(When(lue_le__gte=notice, then=over), default=notice, output_field=DateField())
    old = NewYear(F("millesime") + ANS_DES_DONNEES + 1)
    never = Value(NEVER, output_field=DateField())
    # PostgreSQL’s greatest value of several leaves out those that are null, SQLite’s is null with them.
    reminded = Greatest(old, DaysAfter(Coalesce(F("lue_le"), Value(date(1900, 1, 1))), RAPPEL_J))
    data = Case(When(millesime__isnull=False, then=reminded), default=never, output_field=DateField())
    return (
        PageEditoriale.objects.live()
        .annotate(lue_le=read)
        .annotate(echeance=Least(*(Coalesce(one, never) for one in (rhythm, validity, data))))
    )


def pages_a_relire(today: date) -> "QuerySet[PageEditoriale]":
    """Live pages that somebody should read again by this day, the longest due first."""
    return with_dates().filter(echeance__lte=today).order_by("echeance", "pk")


def because(motif: str, today: date) -> Q:
    """A condition on `with_dates()`: this is the reason that is told of the page today."""
    over = Q(valable_jusqu_au__lt=today)
    ends = Q(valable_jusqu_au__gte=today, valable_jusqu_au__lte=today + timedelta(days=PREAVIS_J))
    ends &= Q(lue_le__isnull=True) | Q(lue_le__lt=DaysAfter(F("valable_jusqu_au"), -PREAVIS_J))
    rhythm = Q()
    for one, days in JOURS_DE_RELECTURE.items():
        rhythm |= Q(rythme_relecture=one, lue_le__lte=today - timedelta(days=days))
    data = Q(millesime__lt=today.year - ANS_DES_DONNEES) & (
        Q(lue_le__isnull=True) | Q(lue_le__lte=today - timedelta(days=RAPPEL_J))
    )
    conditions = {
        MotifRelecture.PERIMEE: over,
        MotifRelecture.VALIDITE: ends,
        MotifRelecture.RYTHME: rhythm,
        MotifRelecture.DONNEES: data,
    }
    asked = conditions[MotifRelecture(motif)]
    for earlier, condition in conditions.items():
        if earlier == motif:
            break
        asked &= ~Q(pk__in=with_dates().filter(condition).order_by().values("pk"))
    return asked
