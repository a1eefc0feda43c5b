"""What stands beside a page in the list « À relire »: what rooms above know of what the page points at."""

from collections.abc import Callable, Collection, Mapping
from typing import Any

from django.db.models import QuerySet

#: From the keys of pages: sentences by page.
Teller = Callable[[Collection[int]], Mapping[int, list[str]]]
#: From pages: those among them of which something would be told.
Finder = Callable[[QuerySet[Any]], QuerySet[Any]]
_tellers: dict[str, tuple[Teller, Finder]] = {}


def tell_beside(name: str, teller: Teller, finder: Finder) -> None:
    """Show beside pages what `teller` says; the same name takes the place of what it said before."""
    _tellers[name] = (teller, finder)


def told_beside(keys: Collection[int]) -> dict[int, list[str]]:
    """All that is told of these pages, by page."""
    told: dict[int, list[str]] = {}
    for teller, _ in _tellers.values():
        for key, sentences in teller(keys).items():
            told.setdefault(key, []).extend(sentences)
    return told


def with_something_beside(pages: QuerySet[Any]) -> QuerySet[Any]:
    """Those of which something is told."""
    found = [finder(pages).order_by().values("pk") for _, finder in _tellers.values()]
    return pages.filter(pk__in=found[0].union(*found[1:])) if found else pages.none()
