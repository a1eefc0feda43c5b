"""Who keeps a link although no page cites it. The registry knows none of them: each app says so in its `ready()`."""

from collections.abc import Callable
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

Holder = Callable[[], QuerySet[Any]]

_holders: list[Holder] = []


def hold_links(holder: Holder) -> None:
    """`holder()` gives rows each of which may keep a link by its field `lien`."""
    _holders.append(holder)


def held() -> Q:
    """On links: those that somebody keeps."""
    kept = (Q(Exists(holder().filter(lien=OuterRef("pk")).order_by())) for holder in _holders)
    return reduce(or_, kept, Q(pk__in=()))
