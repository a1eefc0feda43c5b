"""Which backups are kept: the newest of each of the last days, weeks and months that have one."""

from collections.abc import Callable, Iterable
from datetime import datetime

#: How many days, ISO weeks and months.
DAILY, WEEKLY, MONTHLY = 7, 4, 12


def kept(moments: Iterable[datetime]) -> set[datetime]:
    """Those of these moments whose backups stay. Days without one do not count: a pause empties no shelf."""
    ordered = sorted(moments, reverse=True)
    rules: tuple[tuple[int, Callable[[datetime], object]], ...] = (
        (DAILY, lambda one: one.date()),
        (WEEKLY, lambda one: one.isocalendar()[:2]),
        (MONTHLY, lambda one: (one.year, one.month)),
    )
    found: set[datetime] = set()
    for number, period in rules:
        newest: dict[object, datetime] = {}
        for one in ordered:
            newest.setdefault(period(one), one)
        found.update(list(newest.values())[:number])
    return found
