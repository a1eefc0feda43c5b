"""The hits of a page in the groups that a widened search shows."""

from collections.abc import Iterator
from dataclasses import dataclass

from search.contract.query import SearchQuery
from search.contract.results import Hit, SearchResults

TOUS = "Tous vos mots"
PARTIE = "Une partie de vos mots"


@dataclass(frozen=True, slots=True)
class HitGroup:
    """Hits under one heading, "" where there is only one group; `first` is the rank of the first of them."""

    cle: str
    titre: str
    sans: tuple[str, ...]
    hits: tuple[Hit, ...]
    first: int

    @property
    def niveau(self) -> int:
        """The level of the headings of its hits, below its own."""
        return 4 if self.titre else 3


def groups_of(results: SearchResults, query: SearchQuery) -> tuple[HitGroup, ...]:
    """The groups of this page, none of them empty."""
    return tuple(_groups(results, query.offset + 1))


def _groups(results: SearchResults, first: int) -> Iterator[HitGroup]:
    if not any(hit.groupe for hit in results.hits):
        if results.hits:
            yield HitGroup("", "", (), results.hits, first)
        return
    for cle, titre in (("tous", TOUS), ("partie", PARTIE)):
        hits = tuple(hit for hit in results.hits if hit.groupe == cle)
        if hits:
            lacking = {hit.sans for hit in hits}
            yield HitGroup(cle, titre, lacking.pop() if len(lacking) == 1 else (), hits, first)
            first += len(hits)
