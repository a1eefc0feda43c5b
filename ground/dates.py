"""Dates and moments as programs write them."""

from datetime import date, datetime, time
from typing import Annotated

from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from pydantic import BeforeValidator
from pydantic_core import PydanticCustomError

EXEMPLES = ("2026-01-31", "2026-01-31T08:00:00+01:00")


def moment_iso(texte: str) -> datetime | None:
    """A date or a moment in ISO 8601, in Paris where nothing else is said; None when it is neither."""
    try:
        jour: date | None = parse_date(texte)
        # In an address an unescaped « + » reads as a space.
        moment = datetime.combine(jour, time()) if jour else parse_datetime(texte.replace(" ", "+"))
        return timezone.make_aware(moment) if moment and timezone.is_naive(moment) else moment
    except (ValueError, OverflowError):
        return None


def _parsed(given: object) -> datetime:
    moment = moment_iso(given) if isinstance(given, str) else None
    if moment is None:
        raise PydanticCustomError("datetime_parsing", "an ISO 8601 date or moment")
    return moment


#: A parameter of the API: numbers, which pydantic would take for seconds since 1970, are refused.
MomentIso = Annotated[datetime, BeforeValidator(_parsed)]
