"""What the embedded index counts for one search: the values of each facet, the rungs, the newest page."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import tantivy

from search.contract.query import SearchQuery
from search.documents.document import seconds_of
from search.engines.base import TERRITOIRES_LISTES, VALEURS_AU_PLUS
from search.engines.embedded_query import ON_RUNG, EmbeddedQueries
from search.engines.embedded_schema import ECHELON, LIGNEE, SOMMET
from search.enums import Facette, SearchScope

#: Enough for every value of a segment, so that counts over several segments are exact.
_EXACT = 70_000
_NEWEST = "plus_recent"
Aggregations = dict[str, Any]
Asked = tuple[tantivy.Query, Aggregations]


@dataclass(frozen=True, slots=True)
class Counts:
    """By facet the values and how many documents have each; `sommets` and `ladder` alike; `newest` in seconds."""

    values: dict[Facette, dict[str, int]]
    sommets: dict[str, int]
    ladder: dict[str, int]
    newest: int

    @property
    def complete(self) -> frozenset[Facette]:
        """The facets of which every value is counted."""
        if len(self.values[Facette.TERRITOIRE]) < TERRITOIRES_LISTES:
            return frozenset(Facette)
        return frozenset(Facette) - {Facette.TERRITOIRE}


class Counting:
    """The aggregations of one search: those of all its hits, one for each active facet, the ladder where a rung is
    chosen. Each is asked apart from the others, in any order or at once.
    """

    def __init__(self, queries: EmbeddedQueries, everything: tantivy.Query, query: SearchQuery) -> None:
        wide = query.portee == SearchScope.TOUT
        active = set(query.active)
        self._ladder = queries.ladder() or {ECHELON: _terms(ECHELON, VALEURS_AU_PLUS)}
        # Where no rung is chosen, the ladder counts the very same documents.
        self._apart = bool(query.echelon)
        main: Aggregations = {} if self._apart else dict(self._ladder)
        for facette in Facette:
            if facette not in active:
                main |= _facet_terms(facette, wide=wide)
        main[_NEWEST] = {"max": {"field": "tri_publie"}}
        self.asked: list[Asked] = [(everything, main)]
        if self._apart:
            self.asked.append((queries.filtered(on_any_rung=True), self._ladder))
        self.asked += [(queries.filtered(without=one), _facet_terms(one, wide=wide)) for one in active]

    def calls(self, searcher: tantivy.Searcher) -> list[Callable[[], dict[str, Any]]]:
        """What asks each of them."""
        return [partial(searcher.aggregate, query, asked) for query, asked in self.asked]

    def read(self, answers: list[dict[str, Any]]) -> Counts:
        """The answers, in the order of `asked`, as counts."""
        told = {name: answer[name] for answer in answers for name in answer}
        facets = {facette.value for facette in Facette} | {SOMMET}
        values = {name: _values(one) for name, one in told.items() if name in facets}
        if ECHELON in self._ladder:
            ladder = _values(told[ECHELON])
        else:
            ladder = {name.removeprefix(ON_RUNG): told[name]["doc_count"] for name in self._ladder}
        return Counts(
            values={facette: values[facette.value] for facette in Facette},
            sommets=values.get(SOMMET, {}),
            ladder=ladder,
            newest=seconds_of(told[_NEWEST]["value"] or 0),
        )


def _facet_terms(facette: Facette, *, wide: bool) -> Aggregations:
    if facette != Facette.TERRITOIRE:
        return {facette.value: _terms(facette.value, VALEURS_AU_PLUS)}
    if not wide:
        return {facette.value: _terms(facette.value, TERRITOIRES_LISTES)}
    return {facette.value: _terms(LIGNEE, TERRITOIRES_LISTES), SOMMET: _terms(SOMMET, VALEURS_AU_PLUS)}


def _terms(name: str, size: int) -> Aggregations:
    return {"terms": {"field": name, "size": size, "segment_size": _EXACT}}


def _values(answer: dict[str, Any]) -> dict[str, int]:
    return {one["key"]: one["doc_count"] for one in answer["buckets"]}
