"""A SearchQuery and its plan → tantivy queries.

A query has two halves. The first says what must match, without a score, and asks only the fields that hold the whole
text (`tout…`); filters and counts need no more. The second asks each part of a page what a match there is worth, and
requires nothing.
"""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from tantivy import FieldType, Occur, Query, Schema

from search.contract.plan import Alternative, QueryPlan
from search.contract.query import SearchQuery, Visibility
from search.documents.document import jour, published_after
from search.engines.embedded_schema import SOMMET
from search.enums import Facette

#: What a match is worth, by field: (field, form of the term, weight).
POIDS_DES_CHAMPS = (
    ("tout", "stem", 1.0),
    ("tout_exact", "exact", 0.3),
    ("titre", "stem", 4.0),
    ("titre_exact", "exact", 1.0),
    ("chapo", "stem", 2.0),
    ("termes", "stem", 1.5),
)
POIDS_DES_ACCENTS = 0.5
_TERMSET_FROM = 64


class EmbeddedQueries:
    """Builds the queries of one search on one schema."""

    def __init__(self, schema: Schema, query: SearchQuery, plan: QueryPlan) -> None:
        self._schema = schema
        self._query = query
        self._plan = plan
        self._text = [self._slot(slot.alternatives) for slot in plan.slots]
        self._filters = {facette: self._filter(facette) for facette in query.active}
        self._hidden = [
            *(self._match(one) for one in plan.excluded),
            *_hidden(schema, query.visibility),
        ]

    def filtered(self, *, without: Facette | None = None) -> Query:
        """Everything that must match, unscored, but for the selection of one facet."""
        musts = [*self._text, *(one for facette, one in self._filters.items() if facette != without)]
        return _all_of(musts, self._hidden)

    def scored(self) -> Query:
        """The same documents, scored by where the words are found."""
        scores = [(Occur.Should, self._score(slot.alternatives)) for slot in self._plan.slots]
        return Query.boolean_query([(Occur.Must, Query.const_score_query(self.filtered(), 0.0)), *scores])

    def _slot(self, alternatives: Sequence[Alternative]) -> Query:
        return _any_of([self._match(one) for one in alternatives])

    def _match(self, alternative: Alternative) -> Query:
        exact = self._terms("tout_exact", alternative.exacts)
        if alternative.stems is None:
            return exact
        return _any_of([self._terms("tout", alternative.stems), exact])

    def _score(self, alternatives: Sequence[Alternative]) -> Query:
        """The best of the alternatives counts: synonyms do not pile up."""
        return Query.disjunction_max_query([self._worth(one) for one in alternatives])

    def _worth(self, alternative: Alternative) -> Query:
        parts: list[Query] = []
        for name, form, weight in POIDS_DES_CHAMPS:
            terms = alternative.exacts if form == "exact" else alternative.stems
            if terms:
                parts.append(Query.boost_query(self._terms(name, terms), weight * alternative.weight))
        if any(term.has_accents for term in alternative.terms):
            accented = tuple(term.accented for term in alternative.terms)
            parts.append(Query.boost_query(self._terms("tout_accents", accented), POIDS_DES_ACCENTS))
        return _any_of(parts)

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


def _any_of(queries: Sequence[Query]) -> Query:
    if len(queries) == 1:
        return queries[0]
    return Query.boolean_query([(Occur.Should, query) for query in queries])


def _all_of(musts: Sequence[Query], must_nots: Sequence[Query]) -> Query:
    clauses: list[tuple[Any, Query]] = [(Occur.Must, Query.const_score_query(query, 0.0)) for query in musts]
    if not clauses:
        clauses = [(Occur.Must, Query.all_query())]
    return Query.boolean_query([*clauses, *((Occur.MustNot, query) for query in must_nots)])
