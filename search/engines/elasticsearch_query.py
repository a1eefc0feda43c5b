"""A SearchQuery and its plan → one `_search`, with the meaning and the weights of the embedded engine.

The selection is a `post_filter`, so that each active facet can be counted without its own part of it: one filter
aggregation for all facets in which nothing is chosen, one more for each in which something is.

The body is made of plain dictionaries: the objects of elasticsearch-dsl, made and unmade for each search, cost more
than everything else between a visitor and the server.
"""

from collections.abc import Sequence
from itertools import count
from typing import Any

from search.contract.plan import Alternative, QueryPlan
from search.contract.query import SearchQuery, Visibility
from search.contract.rungs import nearer, places_on_rungs
from search.documents.document import ETATS_QUI_FONT_DESCENDRE, jour, published_after, seconds_of
from search.engines.base import TERRITOIRES_LISTES, VALEURS_AU_PLUS
from search.engines.by_meaning import is_reordered
from search.engines.elasticsearch_index import ECHELON, FENETRE, LIEU, LIGNEE, QUERY_ANALYSER, SOMMET, VECTEUR
from search.engines.weights import SLOP, TIE, TITLE, WHOLE, about, side_by_side, sought, tiers
from search.enums import Facette, SearchScope, Tri

Clause = dict[str, Any]
#: What the contract calls a field that this index holds inside another.
_NAMES = {f"{name}_{form}": f"{name}.{form}" for name in ("tout", "titre") for form in ("exact", "accents")}
POIDS_SI_CASSE = 0.5
_SORTS: dict[Tri, list[Any]] = {
    Tri.NOUVEAUTE: [{"tri_publie": "desc"}],
    Tri.VERIFIE: [{"tri_verifie": "desc"}],
    Tri.ALPHABETIQUE: [{"tri_titre": "asc"}],
}
_MAIN = "sans_choix"
#: Before the rank of a slot, the name of the clause that a hit with its words matches.
SAID = "mot-"
#: The name of the clause for hits that have every word where they say what they are about.
IS_ABOUT = "sujet"
_NEWEST = "plus_recent"


def search_body(query: SearchQuery, plan: QueryPlan) -> Clause:
    """The body of the one `_search` that answers everything the query asks for."""
    filters = {facette: _chosen(query, facette) for facette in query.active}
    by_score = query.tri == Tri.PERTINENCE and bool(plan.slots)
    within = query.offset + query.size <= FENETRE
    body: Clause = {
        "query": _query(query, plan),
        "aggs": _aggregations(query, filters),
        "sort": ["_score", {"id": "asc"}] if by_score else _SORTS.get(query.tri, ["_score", {"rang": "desc"}]),
        "_source": ["affichage", "debut", *([VECTEUR] if is_reordered(query, plan) else [])],
        "track_total_hits": True,
        "timeout": "900ms",
        "from": query.offset if within else 0,
        "size": query.size if within else 0,
    }
    chosen = [*filters.values(), *_on_asked_rung(query)]
    if chosen:
        body["post_filter"] = _all_of(chosen)
    return body


def _query(query: SearchQuery, plan: QueryPlan) -> Clause:
    if (query.tri == Tri.PERTINENCE and plan.slots) or plan.is_widened:
        return _scored(query, plan)
    return _found(query, plan) if query.tri in _SORTS else _by_tiers(query, plan)


def _by_tiers(query: SearchQuery, plan: QueryPlan) -> Clause:
    """A document is in the first of its tiers alone."""
    scores = [
        {"constant_score": {"filter": {"terms": {name: list(values)}}, "boost": float(rank)}}
        for rank, (name, values) in enumerate(reversed(tiers(query)), start=1)
    ]
    best = [{"dis_max": {"queries": scores}}] if scores else []
    return {"bool": {"filter": [_found(query, plan)], "should": best}}


def ids_body(query: SearchQuery, plan: QueryPlan) -> Clause:
    """The same hits in the same order, without what only a visitor needs."""
    body = search_body(query, plan)
    return {name: part for name, part in body.items() if name != "aggs"} | {"_source": False, "track_total_hits": False}


def count_body(query: SearchQuery, plan: QueryPlan) -> Clause:
    """The body of a `_count`: everything that must match and nothing else."""
    chosen = (_chosen(query, facette) for facette in query.active)
    return {"query": _all_of([_found(query, plan), *chosen, *_on_asked_rung(query)])}


def completing(words: Sequence[str], visibility: Visibility, size: int) -> Clause:
    """The body for the titles in which each word begins a word, those that hold them all whole first."""
    whole = _all_of([{"term": {"titre.exact": {"value": word}}} for word in words])
    found: Clause = {
        "filter": [{"prefix": {"titre.exact": {"value": word}}} for word in words],
        "should": [{"constant_score": {"filter": whole}}],
        "must_not": _hidden(visibility),
    }
    return {
        "query": {"bool": found},
        "sort": ["_score", {"rang": "desc"}],
        "_source": ["affichage", "debut"],
        "timeout": "900ms",
        "size": size,
    }


def read_counts(aggregations: dict[str, Any], query: SearchQuery) -> dict[str, dict[str, int]]:
    """Counts by name: the facets', `sommet`'s and `echelon`'s."""
    found: dict[str, dict[str, int]] = {}
    for context in (_MAIN, ECHELON, *(facette.value for facette in query.active)):
        for name, terms in aggregations[f"contexte_{context}"].items():
            if isinstance(terms, dict) and isinstance(terms.get("buckets"), dict):
                found[name] = {rung: bucket["doc_count"] for rung, bucket in terms["buckets"].items()}
            elif isinstance(terms, dict) and "buckets" in terms:
                found[name] = {bucket["key"]: bucket["doc_count"] for bucket in terms["buckets"]}
    return found


def read_newest(aggregations: dict[str, Any]) -> int:
    """When the newest of all hits was published, in seconds since 1970."""
    return seconds_of(aggregations[f"contexte_{_MAIN}"][_NEWEST]["value"] or 0)


def _found(query: SearchQuery, plan: QueryPlan) -> Clause:
    """What the words and the visibility let through, unscored."""
    hidden = [*_hidden(query.visibility), *(_match(one) for one in plan.excluded)]
    words = [_slot(slot.alternatives) for slot in plan.slots]
    if plan.is_widened:
        words = [{"bool": {"should": words, "minimum_should_match": plan.at_least}}]
    return {"bool": {"filter": words, "must_not": hidden}}


def _hidden(visibility: Visibility) -> list[Clause]:
    hidden: list[Clause] = [{"range": {"fin": {"lt": jour(visibility.today)}}}]
    if visibility.published_until:
        hidden.append({"range": {"tri_publie": {"gte": published_after(visibility.published_until)}}})
    if visibility.withheld:
        hidden.append({"terms": {"id": sorted(visibility.withheld)}})
    return hidden


def _scored(query: SearchQuery, plan: QueryPlan) -> Clause:
    scores: list[Clause] = [
        {"dis_max": {"queries": [_worth(one) for one in slot.alternatives], "tie_breaker": TIE}} for slot in plan.slots
    ]
    scores.append({"constant_score": {"filter": {"term": {"titre_entier": plan.whole}}, "boost": TITLE}})
    scores += [_near(*together) for together in side_by_side(plan)]
    if plan.is_widened:
        said = [_slot(slot.said) for slot in plan.slots]
        names = (f"{SAID}{rank}" for rank in count())
        scores += [{"constant_score": {"filter": _all_of(said), "boost": WHOLE}}, *map(_named, names, said)]
        scores.append(_named(IS_ABOUT, _all_of([_any_of([_about(one) for one in slot.said]) for slot in plan.slots])))
    sinking = {"filter": {"terms": {"etat_lien": sorted(ETATS_QUI_FONT_DESCENDRE)}}, "weight": POIDS_SI_CASSE}
    return {
        "function_score": {
            "query": {"bool": {"filter": [_found(query, plan)], "should": scores}},
            "functions": [sinking],
            "boost_mode": "multiply",
        }
    }


def _named(name: str, clause: Clause) -> Clause:
    """Worth nothing; each hit that matches it says so by this name."""
    return {"constant_score": {"filter": clause, "boost": 0.0, "_name": name}}


def _about(alternative: Alternative) -> Clause:
    if alternative.is_apart:
        return _all_of([_about(one) for one in alternative.each])
    return _any_of([_terms(name, terms) for name, terms in about(alternative)])


def _near(name: str, stems: Sequence[str], worth: float) -> Clause:
    asked = {"query": " ".join(stems), "analyzer": QUERY_ANALYSER, "slop": SLOP, "boost": worth}
    return {"match_phrase": {_NAMES.get(name, name): asked}}


def _slot(alternatives: Sequence[Alternative]) -> Clause:
    return _any_of([_match(one) for one in alternatives])


def _match(alternative: Alternative) -> Clause:
    if alternative.is_apart:
        return _all_of([_match(one) for one in alternative.each])
    exact = _terms("tout.exact", alternative.exacts)
    if alternative.stems is None:
        return exact
    return _any_of([_terms("tout", alternative.stems), exact])


def _worth(alternative: Alternative) -> Clause:
    if alternative.is_apart:
        return {"bool": {"should": [_worth(one) for one in alternative.each]}}
    return {"bool": {"should": [_terms(name, terms, boost=worth) for name, terms, worth in sought(alternative)]}}


def _terms(name: str, terms: Sequence[str], *, boost: float = 1.0) -> Clause:
    name = _NAMES.get(name, name)
    if len(terms) == 1:
        return {"term": {name: {"value": terms[0], "boost": boost}}}
    return {"match_phrase": {name: {"query": " ".join(terms), "analyzer": QUERY_ANALYSER, "boost": boost}}}


def _chosen(query: SearchQuery, facette: Facette) -> Clause:
    chosen: Clause = {"terms": {facette.value: list(query.chosen(facette))}}
    if facette == Facette.TERRITOIRE and query.above:
        return _any_of([chosen, {"terms": {SOMMET: list(query.above)}}])
    return chosen


def _aggregations(query: SearchQuery, filters: dict[Facette, Clause]) -> Clause:
    wide = query.portee == SearchScope.TOUT
    on_rung = _on_asked_rung(query)
    main: Clause = {_NEWEST: {"max": {"field": "tri_publie"}}}
    contexts: Clause = {
        f"contexte_{_MAIN}": {"filter": _all_of([*filters.values(), *on_rung]), "aggs": main},
        f"contexte_{ECHELON}": {"filter": _all_of(list(filters.values())), "aggs": {ECHELON: _ladder(query)}},
    }
    for facette in Facette:
        context = main
        if facette in filters:
            others = [one for other, one in filters.items() if other != facette]
            context = {}
            contexts[f"contexte_{facette.value}"] = {"filter": _all_of([*others, *on_rung]), "aggs": context}
        if facette != Facette.TERRITOIRE:
            context[facette.value] = _counted(facette.value, VALEURS_AU_PLUS)
            continue
        context[facette.value] = _counted(LIGNEE if wide else facette.value, TERRITOIRES_LISTES)
        if wide:
            context[SOMMET] = _counted(SOMMET, VALEURS_AU_PLUS)
    return contexts


def _on_asked_rung(query: SearchQuery) -> list[Clause]:
    return [_on_rung(query.echelon, places_on_rungs(query))] if query.echelon else []


def _on_rung(rung: str, places: dict[str, tuple[str, ...]]) -> Clause:
    """The documents that sit on this rung."""
    if not places:
        return {"term": {ECHELON: rung}}
    here: Clause = {"terms": {LIEU: list(places.get(rung, ()))}}
    nearest = nearer(rung, places)
    return {"bool": {"filter": [here], "must_not": [{"terms": {LIEU: list(nearest)}}] if nearest else []}}


def _ladder(query: SearchQuery) -> Clause:
    places = places_on_rungs(query)
    if not places:
        return _counted(ECHELON, VALEURS_AU_PLUS)
    return {"filters": {"filters": {rung: _on_rung(rung, places) for rung in places}}}


def _counted(name: str, size: int) -> Clause:
    return {"terms": {"field": name, "size": size}}


def _any_of(clauses: Sequence[Clause]) -> Clause:
    return {"bool": {"should": list(clauses), "minimum_should_match": 1}} if len(clauses) > 1 else clauses[0]


def _all_of(clauses: Sequence[Clause]) -> Clause:
    return {"bool": {"filter": list(clauses)}} if clauses else {"match_all": {}}
