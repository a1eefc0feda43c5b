"""The hits of a page under their headings."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import groupby

from search.answers.groups import CHOISI, ICI, PARTIE, TOUS
from search.contract.query import SearchQuery
from search.contract.results import Hit, SearchResults
from search.enums import Tri
from taxonomy.enums import Niveau

TITRES = {
    TOUS: "Tous vos mots",
    PARTIE: "Une partie de vos mots",
    CHOISI: "Consacré à ce que vous avez choisi",
    ICI: "Dans le territoire choisi",
    Niveau.COMMUNE: "Pour toute la commune",
    Niveau.EPT: "Pour tout l’établissement public territorial",
    Niveau.EPCI: "Pour toute l’intercommunalité",
    Niveau.DEPARTEMENT: "Pour tout le département",
    Niveau.COLLECTIVITE_OM: "Pour toute la collectivité",
    Niveau.REGION: "Pour toute la région",
    Niveau.PAYS: "Pour toute la France",
}


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
    """The groups of this page, none of them empty: what follows one another under the same key. Sorted otherwise than
    by what is nearest, the hits stand in one."""
    grouped = query.tri == Tri.PERTINENCE
    return tuple(_groups(results, query.offset + 1, lambda hit: hit.groupe if grouped else ""))


def _groups(results: SearchResults, first: int, key: Callable[[Hit], str]) -> Iterator[HitGroup]:
    for cle, following in groupby(results.hits, key=key):
        hits = tuple(following)
        lacking = {hit.sans for hit in hits}
        yield HitGroup(cle, TITRES.get(cle, ""), lacking.pop() if cle and len(lacking) == 1 else (), hits, first)
        first += len(hits)
