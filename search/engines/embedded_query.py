"""A SearchQuery and its plan → tantivy queries.

A query has two halves. The first says what must match, without a score, and asks only the fields that hold the whole
text (`tout…`); filters and counts need no more. The second asks each part of a page what a match there is worth, and
requires nothing.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from tantivy import FieldType, Occur, Query, Schema

from search.contract.plan import Alternative, QueryPlan
from search.contract.query import SearchQuery, Visibility
from search.contract.rungs import nearer, places_on_rungs
from search.documents.document import jour, published_after
from search.engines.embedded_schema import ECHELON, LIEU, SOMMET, TITRE_ENTIER
from search.engines.weights import SLOP, TIE, TITLE, WHOLE, about, side_by_side, sought, tiers
from search.enums import Facette

_TERMSET_FROM = 64
#: Before the rung, the name of its aggregation.
ON_RUNG = "sur-"
#: A score holds 24 bits.
MARKS_AT_MOST = 24


class EmbeddedQueries:
    """Builds the queries of one search on one schema."""

    def __init__(self, schema: Schema, query: SearchQuery, plan: QueryPlan) -> None:
        self._schema = schema
        self._query = query
        self._plan = plan
        self._text = [self._slot(slot.alternatives) for slot in plan.slots]
        if plan.is_widened:
            self._text = [_some_of(self._text, plan.at_least)]
        self._filters = {facette: self._filter(facette) for facette in query.active}
        self._places = places_on_rungs(query)
        self._on_rung = [self.on_rung(query.echelon)] if query.echelon else []
        self._hidden = [
            *(self._match(one) for one in plan.excluded),
            *_hidden(schema, query.visibility),
        ]

    def filtered(self, *, without: Facette | None = None, on_any_rung: bool = False) -> Query:
        """Everything that must match, unscored, but for the selection of one facet, or that of a rung."""
        musts = [*self._text, *(one for facette, one in self._filters.items() if facette != without)]
        return _all_of([*musts, *([] if on_any_rung else self._on_rung)], self._hidden)

    def ladder(self) -> dict[str, Any]:
        """Aggregations that count, rung by rung, what sits there; none where no place is chosen."""
        return {f"{ON_RUNG}{rung}": {"filter": self._sits_on(rung)} for rung in self._places}

    def _sits_on(self, rung: str) -> str:
        """The documents that sit on this rung, as tantivy's own language has it."""
        here = " OR ".join(f'{LIEU}:"{place}"' for place in self._places[rung])
        return " ".join([f"+({here})", *(f'-{LIEU}:"{place}"' for place in nearer(rung, self._places))])

    def on_rung(self, rung: str) -> Query:
        """The documents that sit on this rung."""
        if not self._places:
            return Query.term_query(self._schema, ECHELON, rung)
        here, nearest = self._places.get(rung, ()), nearer(rung, self._places)
        if not here:
            return Query.empty_query()
        lies = [Query.term_query(self._schema, LIEU, place) for place in here]
        return _all_of([_any_of(lies)], [Query.term_query(self._schema, LIEU, place) for place in nearest])

    def scored(self) -> Query:
        """The same documents, scored by where the words are found."""
        scores = [self._score(slot.alternatives) for slot in self._plan.slots]
        scores += self._near()
        entire = Query.term_query(self._schema, TITRE_ENTIER, self._plan.whole)
        scores.append(Query.const_score_query(entire, TITLE))
        if self._plan.is_widened:
            scores.append(Query.const_score_query(_all_of(self.said(), []), WHOLE))
        filtered = Query.const_score_query(self.filtered(), 0.0)
        return Query.boolean_query([(Occur.Must, filtered), *((Occur.Should, score) for score in scores)])

    def by_tiers(self, everything: Query) -> Iterator[Query]:
        """What comes first without words, then what comes next, each document in one of them."""
        before: list[Query] = []
        for name, values in tiers(self._query):
            tier = _any_of([Query.term_query(self._schema, name, value) for value in values])
            yield _all_of([everything, tier], before)
            before.append(tier)
        yield _all_of([everything], before) if before else everything

    def said(self) -> list[Query]:
        """For each thing that was typed, what holds it itself."""
        return [self._slot(slot.said) for slot in self._plan.slots]

    def is_about(self) -> Query:
        """What has everything that was typed where it says what it is about."""
        slots = [[self._about(one) for one in slot.said] for slot in self._plan.slots]
        return _all_of([_any_of(slot) for slot in slots], [])

    def _about(self, alternative: Alternative) -> Query:
        if alternative.is_apart:
            return _all_of([self._about(one) for one in alternative.each], [])
        return _any_of([self._terms(name, terms) for name, terms in about(alternative)])

    def _slot(self, alternatives: Sequence[Alternative]) -> Query:
        return _any_of([self._match(one) for one in alternatives])

    def _match(self, alternative: Alternative) -> Query:
        if alternative.is_apart:
            return _all_of([self._match(one) for one in alternative.each], [])
        exact = self._terms("tout_exact", alternative.exacts)
        if alternative.stems is None:
            return exact
        return _any_of([self._terms("tout", alternative.stems), exact])

    def _score(self, alternatives: Sequence[Alternative]) -> Query:
        """The best of the alternatives counts: synonyms hardly pile up."""
        return Query.disjunction_max_query([self._worth(one) for one in alternatives], TIE)

    def _worth(self, alternative: Alternative) -> Query:
        if alternative.is_apart:
            return _any_of([self._worth(one) for one in alternative.each])
        return _any_of(
            [Query.boost_query(self._terms(name, terms), worth) for name, terms, worth in sought(alternative)]
        )

    def _near(self) -> list[Query]:
        return [
            Query.boost_query(Query.phrase_query(self._schema, name, list(stems), SLOP), worth)
            for name, stems, worth in side_by_side(self._plan)
        ]

    def _terms(self, name: str, terms: Sequence[str]) -> Query:
        if len(terms) == 1:
            return Query.term_query(self._schema, name, terms[0])
        return Query.phrase_query(self._schema, name, list(terms))

    def _filter(self, facette: Facette) -> Query:
        chosen = self._query.chosen(facette)
        wanted: list[tuple[str, str]] = [(facette.value, value) for value in chosen]
        if facette == Facette.TERRITOIRE:
            wanted += [(SOMMET, slug) for slug in self._query.above]
        return _any_of([Query.term_query(self._schema, name, value) for name, value in wanted])


def completing(schema: Schema, words: Sequence[str], visibility: Visibility) -> tuple[Query, Query]:
    """Titles that hold every word whole, and those that hold some only as the beginning of one."""
    hidden = list(_hidden(schema, visibility))
    whole = [Query.term_query(schema, "titre_exact", word) for word in words]
    begun = [Query.regex_query(schema, "titre_exact", re.escape(word) + ".*") for word in words]
    return _all_of(whole, hidden), _all_of(begun, [*hidden, _all_of(whole, [])])


def _hidden(schema: Schema, visibility: Visibility) -> Iterable[Query]:
    yield Query.range_query(schema, "fin", FieldType.Integer, upper_bound=jour(visibility.today), include_upper=False)
    if visibility.published_until:
        later = published_after(visibility.published_until)
        yield Query.range_query(schema, "tri_publie", FieldType.Unsigned, lower_bound=later)
    if len(visibility.withheld) >= _TERMSET_FROM:
        yield Query.term_set_query(schema, "id", sorted(visibility.withheld))
    else:
        for page_id in visibility.withheld:
            yield Query.term_query(schema, "id", page_id)


def _some_of(queries: Sequence[Query], least: int) -> Query:
    if len(queries) == 1:
        return queries[0]
    return Query.boolean_query([(Occur.Should, query) for query in queries], minimum_number_should_match=least)


def marked(schema: Schema, ids: Sequence[int], asked: Sequence[Query]) -> Query:
    """The documents of these ids, each scored by two to the rank of each query that finds it."""
    here = Query.const_score_query(Query.term_set_query(schema, "id", list(ids)), 0.0)
    marks = (Query.const_score_query(query, float(1 << rank)) for rank, query in enumerate(asked))
    return Query.boolean_query([(Occur.Must, here), *((Occur.Should, mark) for mark in marks)])


def _any_of(queries: Sequence[Query]) -> Query:
    if len(queries) == 1:
        return queries[0]
    return Query.boolean_query([(Occur.Should, query) for query in queries])


def _all_of(musts: Sequence[Query], must_nots: Sequence[Query]) -> Query:
    clauses: list[tuple[Any, Query]] = [(Occur.Must, Query.const_score_query(query, 0.0)) for query in musts]
    if not clauses:
        clauses = [(Occur.Must, Query.all_query())]
    return Query.boolean_query([*clauses, *((Occur.MustNot, query) for query in must_nots)])
