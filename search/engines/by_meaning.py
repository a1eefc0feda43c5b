"""The first hits of a question, put in the order of what they mean: the same for every engine.

Which pages are found, how many, and every count stay those of the words. Only a question is reordered (`plan.asked`):
keywords say themselves what is looked for. A title that was typed whole stays first.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import wraps
from typing import TypeVar

from search.contract.plan import QueryPlan
from search.contract.query import TAILLE_DE_PAGE, SearchQuery
from search.engines.base import RawHit, RawResults, SearchEngine
from search.engines.weights import TITLE
from search.enums import Tri
from search.vectors import Encoder, closeness, vector_of_question, vectors_in_use

#: How many hits are reordered: two screens, so that each screen of the list holds what it would hold in one piece.
DEPTH = 2 * TAILLE_DE_PAGE
E = TypeVar("E", bound=SearchEngine)
Search = Callable[[E, SearchQuery, QueryPlan], RawResults]


def is_reordered(query: SearchQuery, plan: QueryPlan) -> bool:
    """Whether the asked page of this search holds hits that stand by meaning."""
    asked = plan.asked and bool(plan.slots) and query.tri == Tri.PERTINENCE
    return asked and query.offset < DEPTH and vectors_in_use() is not None


def by_meaning(search: Search[E]) -> Search[E]:
    """A `search` whose first `DEPTH` hits stand by meaning, whichever page is asked for."""

    @wraps(search)
    def reordered(engine: E, query: SearchQuery, plan: QueryPlan) -> RawResults:
        made_by = vectors_in_use()
        if made_by is None or not is_reordered(query, plan):
            return search(engine, query, plan)
        until = query.offset + query.size
        raw = search(engine, replace(query, page=1, size=max(until, DEPTH)), plan)
        hits = (*nearest_first(raw.hits[:DEPTH], query.text, made_by), *raw.hits[DEPTH:])
        return replace(raw, hits=tuple(hits[query.offset : until]))

    return reordered


def nearest_first(hits: Sequence[RawHit], text: str, made_by: Encoder) -> list[RawHit]:
    """The hits by score and closeness together; equals stay as they stood."""
    best = max((hit.score for hit in hits if hit.score < TITLE), default=1.0) or 1.0
    asked = vector_of_question(text, made_by)

    def worth(hit: RawHit) -> tuple[bool, float]:
        is_title = hit.score >= TITLE
        return is_title, hit.score if is_title else hit.score / best + made_by.weight * closeness(asked, hit.vector)

    return sorted(hits, key=worth, reverse=True)
