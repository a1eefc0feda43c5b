"""A SearchQuery as the query string of an address: one order, nothing that goes without saying."""

from collections.abc import Callable
from dataclasses import replace
from urllib.parse import urlencode

from search.contract.query import PREFIXE_CRITERE, SearchQuery
from search.enums import Facette, Mots, SearchScope, Tri
from search.facets.values import PARAM_CRITERE

PARAM_ECHELON = "echelon"
#: The moment (seconds since 1970) until which the later pages of hits hold what was published.
PARAM_JUSQU_A = "jusqu_a"


def querystring(query: SearchQuery, **changes: object) -> str:
    """`?q=…&territoire=…`, or "?" when nothing is asked; `changes` are fields of the query to change first."""
    asked = replace(query, **changes) if changes else query  # type: ignore[arg-type]  # fields by name
    return "?" + urlencode(pairs_of(asked))


def echelon_urls(query: SearchQuery) -> Callable[[str], str]:
    """From a rung, "" for any, to the first page of the same search on it: written once for all rungs."""
    written, mark = querystring(query, echelon="-", page=1), f"{PARAM_ECHELON}=-"

    def url(rung: str) -> str:
        return written.replace(mark, f"{PARAM_ECHELON}={rung}") if rung else querystring(query, echelon="", page=1)

    return url


def pairs_of(query: SearchQuery) -> list[tuple[str, str]]:
    """The same as (parameter, value), in the one order."""
    pairs: list[tuple[str, str]] = [("q", query.text)] if query.text else []
    if query.text and query.mots != Mots.AUTO:
        pairs.append(("mots", query.mots.value))
    for facette in Facette:
        for value in query.chosen(facette):
            if value.startswith(PREFIXE_CRITERE):
                pairs.append((PARAM_CRITERE, value.removeprefix(PREFIXE_CRITERE)))
            else:
                pairs.append((facette.value, value))
    if query.portee != SearchScope.TOUT:
        pairs.append(("portee", query.portee.value))
    if query.echelon:
        pairs.append((PARAM_ECHELON, query.echelon))
    if query.tri != Tri.PERTINENCE:
        pairs.append(("tri", query.tri.value))
    if query.page > 1:
        pairs.append(("page", str(query.page)))
        if query.visibility.published_until:
            pairs.append((PARAM_JUSQU_A, str(query.visibility.published_until)))
    return pairs


def without_value(query: SearchQuery, facette: Facette, value: str) -> SearchQuery:
    """The same search without one chosen value."""
    kept = tuple(one for one in query.chosen(facette) if one != value)
    return query.with_selection({**dict(query.selection), facette: kept})
