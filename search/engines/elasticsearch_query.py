"""A SearchQuery and its plan → one `_search`, with the meaning and the weights of the embedded engine.

The selection is a `post_filter`, so that each active facet can be counted without its own part of it: one filter
aggregation for all facets in which nothing is chosen, one more for each in which something is.
"""

from collections.abc import Sequence
from typing import Any

from elasticsearch.dsl import A, Q, Search
from elasticsearch.dsl.query import Query

from search.documents import ETATS_QUI_FONT_DESCENDRE, jour
from search.engines.base import TERRITOIRES_LISTES, VALEURS_AU_PLUS
from search.engines.elasticsearch_index import ECHELON, FENETRE, LIGNEE, QUERY_ANALYSER, SOMMET
from search.enums import Facette, Portee, Tri
from search.plan import Alternative, QueryPlan
from search.query import SearchQuery, Visibility

#: What a match is worth, by field: (field, form of the term, weight); those of the embedded engine.
POIDS_DES_CHAMPS = (
    ("tout", "stem", 1.0),
    ("tout.exact", "exact", 0.3),
    ("titre", "stem", 4.0),
    ("titre.exact", "exact", 1.0),
    ("chapo", "stem", 2.0),
    ("termes", "stem", 1.5),
)
POIDS_DES_ACCENTS = 0.5
POIDS_SI_CASSE = 0.5
_SORTS: dict[Tri, list[Any]] = {
    Tri.NOUVEAUTE: [{"tri_publie": "desc"}],
    Tri.VERIFIE: [{"tri_verifie": "desc"}],
    Tri.ALPHABETIQUE: [{"tri_titre": "asc"}],
}
_MAIN = "sans_choix"


def search_body(search: Search, query: SearchQuery, plan: QueryPlan) -> Search:
    """`search` with everything that the query asks for."""
    filters = {facette: _chosen(query, facette) for facette in query.active}
    by_score = query.tri == Tri.PERTINENCE and bool(plan.slots)
    asked = search.query(_scored(query, plan) if by_score else _found(query, plan))
    if filters:
        asked = asked.post_filter(_all_of(list(filters.values())))
    _aggregate(asked, query, filters)
    sort = ["_score", {"id": "asc"}] if by_score else _SORTS.get(query.tri, [{"rang": "desc"}])
    asked = asked.sort(*sort).source(["affichage", "debut"]).extra(track_total_hits=True, timeout="900ms")
    within = query.offset + query.size <= FENETRE
    return asked.extra(from_=query.offset, size=query.size) if within else asked.extra(size=0)


def count_body(search: Search, query: SearchQuery, plan: QueryPlan) -> Search:
    """`search` with everything that must match and nothing else."""
    return search.query(_all_of([_found(query, plan), *(_chosen(query, facette) for facette in query.active)]))


def completing(search: Search, words: Sequence[str], visibility: Visibility) -> Search:
    """`search` for the titles in which each word begins a word, those that hold them all whole first."""
    begun = [Q("prefix", **{"titre.exact": {"value": word}}) for word in words]
    whole = Q("constant_score", filter=_all_of([Q("term", **{"titre.exact": {"value": word}}) for word in words]))
    found = Q("bool", filter=begun, should=[whole], must_not=_hidden(visibility))
    order: list[Any] = ["_score", {"rang": "desc"}]
    return search.query(found).sort(*order).source(["affichage", "extraits"]).extra(timeout="900ms")


def read_counts(aggregations: dict[str, Any], query: SearchQuery) -> dict[str, dict[str, int]]:
    """Counts by name: the facets', `sommet`'s and `echelon`'s."""
    found: dict[str, dict[str, int]] = {}
    for context in (_MAIN, *(facette.value for facette in query.active)):
        for name, terms in aggregations[f"contexte_{context}"].items():
            if isinstance(terms, dict) and "buckets" in terms:
                found[name] = {bucket["key"]: bucket["doc_count"] for bucket in terms["buckets"]}
    return found


def _found(query: SearchQuery, plan: QueryPlan) -> Query:
    """What the words and the visibility let through, unscored."""
    hidden = [*_hidden(query.visibility), *(_match(one) for one in plan.excluded)]
    return Q("bool", filter=[_slot(slot.alternatives) for slot in plan.slots], must_not=hidden)


def _hidden(visibility: Visibility) -> list[Query]:
    hidden: list[Query] = [Q("range", fin={"lt": jour(visibility.today)})]
    if visibility.withheld:
        hidden.append(Q("terms", id=sorted(visibility.withheld)))
    return hidden


def _scored(query: SearchQuery, plan: QueryPlan) -> Query:
    scores = [Q("dis_max", queries=[_worth(one) for one in slot.alternatives]) for slot in plan.slots]
    return Q(
        "function_score",
        query=Q("bool", filter=[_found(query, plan)], should=scores),
        functions=[
            {"filter": {"terms": {"etat_lien": sorted(ETATS_QUI_FONT_DESCENDRE)}}, "weight": POIDS_SI_CASSE},
        ],
        boost_mode="multiply",
    )


def _slot(alternatives: Sequence[Alternative]) -> Query:
    return _any_of([_match(one) for one in alternatives])


def _match(alternative: Alternative) -> Query:
    exact = _terms("tout.exact", alternative.exacts)
    if alternative.stems is None:
        return exact
    return _any_of([_terms("tout", alternative.stems), exact])


def _worth(alternative: Alternative) -> Query:
    parts: list[Query] = []
    for name, form, weight in POIDS_DES_CHAMPS:
        terms = alternative.exacts if form == "exact" else alternative.stems
        if terms:
            parts.append(_terms(name, terms, boost=weight * alternative.weight))
    if any(term.has_accents for term in alternative.terms):
        accented = tuple(term.accented for term in alternative.terms)
        parts.append(_terms("tout.accents", accented, boost=POIDS_DES_ACCENTS))
    return Q("bool", should=parts)


def _terms(name: str, terms: Sequence[str], *, boost: float = 1.0) -> Query:
    if len(terms) == 1:
        return Q("term", **{name: {"value": terms[0], "boost": boost}})
    phrase = {"query": " ".join(terms), "analyzer": QUERY_ANALYSER, "boost": boost}
    return Q("match_phrase", **{name: phrase})


def _chosen(query: SearchQuery, facette: Facette) -> Query:
    chosen = Q("terms", **{facette.value: list(query.chosen(facette))})
    if facette == Facette.TERRITOIRE and query.above:
        return _any_of([chosen, Q("terms", **{SOMMET: list(query.above)})])
    return chosen


def _aggregate(search: Search, query: SearchQuery, filters: dict[Facette, Query]) -> None:
    wide = query.portee == Portee.TOUT
    main = search.aggs.bucket(f"contexte_{_MAIN}", "filter", filter=_all_of(list(filters.values())))
    main.bucket(ECHELON, _counted(ECHELON, VALEURS_AU_PLUS))
    for facette in Facette:
        context = main
        if facette in filters:
            others = [one for other, one in filters.items() if other != facette]
            context = search.aggs.bucket(f"contexte_{facette.value}", "filter", filter=_all_of(others))
        if facette != Facette.TERRITOIRE:
            context.bucket(facette.value, _counted(facette.value, VALEURS_AU_PLUS))
            continue
        context.bucket(facette.value, _counted(LIGNEE if wide else facette.value, TERRITOIRES_LISTES))
        if wide:
            context.bucket(SOMMET, _counted(SOMMET, VALEURS_AU_PLUS))


def _counted(name: str, size: int) -> Any:
    return A("terms", field=name, size=size)


def _any_of(queries: Sequence[Query]) -> Query:
    return Q("bool", should=list(queries), minimum_should_match=1) if len(queries) > 1 else queries[0]


def _all_of(queries: Sequence[Query]) -> Query:
    return Q("bool", filter=list(queries)) if queries else Q("match_all")
