"""« À relire » on the home page of the admin."""

from typing import Any

from django.urls import reverse
from django.utils import timezone

from comite.admin.arrival import Findings, HomePlace, arrives
from pages.admin.found import row_of, writes
from pages.admin.scope import worked_on
from pages.reading.due import pages_a_relire
from pages.reading.words import why_again


def register() -> None:
    """Show it from now on."""
    arrives(HomePlace.REREAD, "relecture", to_read_again)


def to_read_again(user: Any, at_most: int) -> Findings | None:
    """Live pages whose review is due or whose validity ends."""
    if not writes(user):
        return None
    today = timezone.localdate()
    pages = pages_a_relire(today).filter(pk__in=worked_on(user).order_by().values("pk"))
    rows = tuple(row_of(page, page.lue_le, why_again(page, today)) for page in pages[:at_most])
    return Findings(rows, pages.count(), reverse("a_relire"))
