"""Under which heading a hit stands, in the two searches whose hits come in groups: one that is content with a part of
the words, and one without words in chosen territoires, whose order `search.engines.weights.tiers` gives.
"""

from collections.abc import Mapping
from typing import Any

from search.contract.plan import QueryPlan
from search.contract.query import SearchQuery, presented
from search.engines.base import RawHit
from search.enums import Facette, Tri

#: It has every word where it says what it is about; it has a part of them there.
TOUS, PARTIE = "tous", "partie"
#: It is the page of something chosen; it lies in a chosen territoire. Else its group is the rung on which it sits.
CHOISI, ICI = "choisi", "ici"


def group_of(query: SearchQuery, plan: QueryPlan, raw: RawHit, shown: Mapping[str, Any], rung: str) -> str:
    """The key of its group, "" where the hits stand in none. `rung` is where it sits for this search."""
    if plan.is_widened:
        return TOUS if raw.is_about else PARTIE
    if not query.above or query.echelon or plan.slots or query.tri != Tri.PERTINENCE:
        return ""
    own = (presented(facette.value, slug) for facette in query.active for slug in query.chosen(facette))
    if not set(shown["presente"]).isdisjoint(own):
        return CHOISI
    chosen = query.chosen(Facette.TERRITOIRE)
    return rung if all(set(line).isdisjoint(chosen) for line in shown["lignees"]) else ICI
