"""An engine's raw counts → the facets that a visitor reads, in the taxonomy's order, what is chosen always listed.

Under the wide scope a territoire counts the pages tagged with it, below it or above it. An engine gives two counts:

* `counts[v]`: the documents that lie in `v`;
* `sommets[a]`: the documents that have `a` itself among their uppermost territoires (`search.documents.lineages`).

Along one line of ancestors no document is in both, so the count is exactly::

    counts[v] + Σ sommets[a]  for every a above v

A territoire that lies in two others has no single line (`Valeur.bifurque`), and an engine may have cut its list before
`v`: the engine is then asked for that one count.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from operator import attrgetter

from search.contract.query import SearchQuery
from search.contract.results import FacetResult, FacetValue, Rung
from search.engines.base import RawResults
from search.enums import Facette, SearchScope
from search.facets.values import TOUJOURS_ENTIERES, FacetTerms, Valeur
from search.planning.querystrings import echelon_urls
from taxonomy.enums import Niveau
from taxonomy.models.territoire import niveau_de

#: How many territoires a visitor is shown at once; the others are found by their names.
LISTES_AU_PLUS = 40
Count = Callable[[SearchQuery], int]
_ORDRE = attrgetter("ordre", "slug")


def facet_results(query: SearchQuery, raw: RawResults, termes: FacetTerms, count: Count) -> tuple[FacetResult, ...]:
    """All facets, in their order."""
    return tuple(
        FacetResult(facette, str(facette.label), _values(facette, query, raw, termes, count)) for facette in Facette
    )


def ladder(query: SearchQuery, raw: RawResults) -> tuple[Rung, ...]:
    """From the nearest to the widest, the rungs that mean something here, with how many of the hits sit on each.

    An empty one does where it is chosen, or where it is that of a chosen territoire or of one above it.
    """
    chosen = [*query.chosen(Facette.TERRITOIRE), *query.above]
    telling = {query.echelon, *(niveau_de(slug).value for slug in chosen)}
    url = echelon_urls(query)
    return tuple(
        Rung(
            niveau.value,
            str(niveau.label),
            raw.ladder.get(niveau.value, 0),
            niveau == query.echelon,
            "./" + url("" if niveau == query.echelon else niveau.value),
        )
        for niveau in reversed(Niveau)
        if raw.ladder.get(niveau.value) or niveau.value in telling
    )


def _values(
    facette: Facette, query: SearchQuery, raw: RawResults, termes: FacetTerms, count: Count
) -> tuple[FacetValue, ...]:
    if facette == Facette.TERRITOIRE:
        return _territoires(query, raw, termes, count)
    chosen = query.chosen(facette)
    counts = raw.counts[facette]
    whole = facette in TOUJOURS_ENTIERES
    return tuple(
        [
            FacetValue(value.param, value.public_slug, value.nom, counts.get(slug, 0), slug in chosen, value.depth)
            for slug, value in termes.valeurs[facette].items()
            if whole or slug in counts or slug in chosen
        ]
    )


def _territoires(query: SearchQuery, raw: RawResults, termes: FacetTerms, count: Count) -> tuple[FacetValue, ...]:
    chosen = query.chosen(Facette.TERRITOIRE)
    listed = _listed(chosen, raw.counts[Facette.TERRITOIRE], termes)
    count_of = _territoire_counter(query, raw, count)
    param = Facette.TERRITOIRE.value
    return tuple(
        [
            FacetValue(param, value.slug, value.nom, count_of(value), value.slug in chosen, value.depth)
            for value in sorted(listed.values(), key=_ORDRE)
        ]
    )


def _listed(chosen: Sequence[str], counts: Mapping[str, int], termes: FacetTerms) -> dict[str, Valeur]:
    """What is chosen, then what counts most, each with all that stands above it, as long as there is room."""
    known = termes.territoires([*counts, *chosen])
    above = {slug for value in known.values() for slug in value.au_dessus}
    known |= termes.territoires(sorted(above - known.keys()))
    listed: dict[str, Valeur] = {}
    for slug in (*chosen, *sorted(counts, key=lambda one: (-counts[one], one))):
        if slug not in chosen and len(listed) >= LISTES_AU_PLUS:
            break
        if slug in known:
            line = {one: known[one] for one in (*known[slug].au_dessus, slug) if one in known}
            if slug in chosen or len(listed | line) <= LISTES_AU_PLUS:
                listed |= line
    return listed


def _territoire_counter(query: SearchQuery, raw: RawResults, count: Count) -> Callable[[Valeur], int]:
    """What counts one territoire of this answer. Those with the same territoires above them share their sum."""
    wide = query.portee == SearchScope.TOUT
    counts, sommets = raw.counts[Facette.TERRITOIRE], raw.sommets
    complete = Facette.TERRITOIRE in raw.complete
    from_above: dict[tuple[str, ...], int] = {}

    def count_of(value: Valeur) -> int:
        own = counts.get(value.slug)
        if (own is None and not complete) or (wide and value.bifurque):
            return count(with_territoire(query, value))
        if not wide:
            return own or 0
        above = value.au_dessus
        if above not in from_above:
            from_above[above] = sum(sommets.get(slug, 0) for slug in above)
        return (own or 0) + from_above[above]

    return count_of


def with_territoire(query: SearchQuery, value: Valeur) -> SearchQuery:
    """The same search with this one territoire chosen."""
    selection = {**dict(query.selection), Facette.TERRITOIRE: (value.slug,)}
    return replace(query.with_selection(selection), lignees=((value.slug, value.au_dessus),))
