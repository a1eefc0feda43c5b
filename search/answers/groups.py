"""Where a hit stands: on which rung, and under which heading in the two searches whose hits come in groups: one that is
content with a part of the words, and one without words in chosen territoires (`search.engines.weights.tiers`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from search.contract.plan import QueryPlan
from search.contract.query import SearchQuery
from search.contract.rungs import nearest
from search.engines.base import RawHit
from search.enums import Facette, Tri

#: It has every word where it says what it is about; it has a part of them there.
TOUS, PARTIE = "tous", "partie"
#: It is the page of something chosen; it lies in a chosen territoire. Else its group is the rung on which it sits.
CHOISI, ICI = "choisi", "ici"


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """What of a search decides where its hits stand: the chosen territoires, those above, the pages of the chosen."""

    chosen: frozenset[str]
    above: frozenset[str]
    own: frozenset[str]
    is_widened: bool
    is_by_rung: bool

    @classmethod
    def of(cls, query: SearchQuery, plan: QueryPlan) -> "Whereabouts":
        """That of the hits of this search."""
        above = frozenset(query.above)
        return cls(
            chosen=frozenset(query.chosen(Facette.TERRITOIRE)),
            above=above,
            own=frozenset(query.own_pages),
            is_widened=plan.is_widened,
            is_by_rung=bool(above) and not query.echelon and not plan.slots and query.tri == Tri.PERTINENCE,
        )

    def place(self, shown: Mapping[str, Any]) -> tuple[str, str]:
        """(rung, names) of what puts a document where it sits: the nearest of its territoires that the search is
        about."""
        own = list(zip(shown["propres"], shown["lignees"], shown["territoires"], strict=False))
        if self.chosen:
            own = [one for one in own if one[0][0] in self.above or not self.chosen.isdisjoint(one[1])]
        rung = nearest(niveau for (_, niveau), _, _ in own)
        return rung, ", ".join([nom for (_, niveau), _, nom in own if niveau == rung])

    def group(self, raw: RawHit, shown: Mapping[str, Any], rung: str) -> str:
        """The key of its group, "" where the hits stand in none. `rung` is where it sits."""
        if self.is_widened:
            return TOUS if raw.is_about else PARTIE
        if not self.is_by_rung:
            return ""
        if not self.own.isdisjoint(shown["presente"]):
            return CHOISI
        return rung if all(self.chosen.isdisjoint(line) for line in shown["lignees"]) else ICI
