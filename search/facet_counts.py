"""An engine's raw counts → the facets that a visitor reads, in the taxonomy's order, what is chosen always listed.

Under the wide scope a territoire counts what is tagged with it, below it or above it. An engine gives, for the
uppermost territoires of each document, how many documents lie in each (`counts`) and how many have each as such
(`sommets`). No document is in both for one line of ancestors, so the count is exactly::

    counts[v] + Σ sommets[a]  for every a above v

Where what stands above is no single line (`Valeur.bifurque`), or where the engine's list was cut before `v`, the
engine is asked for that one count.
"""

from collections.abc import Callable
from dataclasses import replace

from search.engines.base import RawResults
from search.enums import Facette, Portee
from search.facets import TOUJOURS_ENTIERES, Termes, Valeur
from search.query import SearchQuery
from search.results import FacetResult, FacetValue, Rung
from taxonomy.enums import Niveau

Count = Callable[[SearchQuery], int]


def facet_results(query: SearchQuery, raw: RawResults, termes: Termes, count: Count) -> tuple[FacetResult, ...]:
    """All nine facets."""
    return tuple(
        FacetResult(facette, str(facette.label), _values(facette, query, raw, termes, count)) for facette in Facette
    )


def ladder(raw: RawResults) -> tuple[Rung, ...]:
    """Every rung, from the nearest to the widest, with how many of the hits sit on it."""
    return tuple(Rung(niveau.value, str(niveau.label), raw.ladder.get(niveau.value, 0)) for niveau in reversed(Niveau))


def _values(
    facette: Facette, query: SearchQuery, raw: RawResults, termes: Termes, count: Count
) -> tuple[FacetValue, ...]:
    if facette == Facette.TERRITOIRE:
        return _territoires(query, raw, termes, count)
    chosen = query.chosen(facette)
    counts = raw.counts[facette]
    whole = facette in TOUJOURS_ENTIERES
    return tuple(
        FacetValue(value.param, value.public_slug, value.nom, counts.get(slug, 0), slug in chosen, value.depth)
        for slug, value in termes.valeurs[facette].items()
        if whole or slug in counts or slug in chosen
    )


def _territoires(query: SearchQuery, raw: RawResults, termes: Termes, count: Count) -> tuple[FacetValue, ...]:
    chosen = query.chosen(Facette.TERRITOIRE)
    listed = termes.territoires([*raw.counts[Facette.TERRITOIRE], *chosen])
    above = {slug for value in listed.values() for slug in value.au_dessus}
    listed |= termes.territoires(sorted(above))
    ordered = sorted(listed.values(), key=lambda value: (value.ordre, value.slug))
    return tuple(
        FacetValue(
            param=Facette.TERRITOIRE.value,
            slug=value.slug,
            nom=value.nom,
            count=_territoire_count(value, query, raw, count),
            selected=value.slug in chosen,
            depth=value.depth,
        )
        for value in ordered
    )


def _territoire_count(value: Valeur, query: SearchQuery, raw: RawResults, count: Count) -> int:
    wide = query.portee == Portee.TOUT
    counts = raw.counts[Facette.TERRITOIRE]
    was_cut = value.slug not in counts and Facette.TERRITOIRE not in raw.complete
    if was_cut or (wide and value.bifurque):
        return count(with_territoire(query, value))
    own = counts.get(value.slug, 0)
    return own + sum(raw.sommets.get(slug, 0) for slug in value.au_dessus) if wide else own


def with_territoire(query: SearchQuery, value: Valeur) -> SearchQuery:
    """The same search with this one territoire chosen."""
    selection = {**dict(query.selection), Facette.TERRITOIRE: (value.slug,)}
    return replace(query.with_selection(selection), lignees=((value.slug, value.au_dessus),))
