"""A SearchQuery as the query string of an address: one order, nothing that goes without saying."""

from dataclasses import replace
from urllib.parse import urlencode

from search.enums import Facette, Portee, Tri
from search.facets import PARAM_CRITERE
from search.query import PREFIXE_CRITERE, SearchQuery


def querystring(query: SearchQuery, **changes: object) -> str:
    """`?q=…&territoire=…`, or "?" when nothing is asked; `changes` are fields of the query to change first."""
    asked = replace(query, **changes) if changes else query  # type: ignore[arg-type]  # fields by name
    pairs: list[tuple[str, str]] = [("q", asked.text)] if asked.text else []
    for facette in Facette:
        for value in asked.chosen(facette):
            if value.startswith(PREFIXE_CRITERE):
                pairs.append((PARAM_CRITERE, value.removeprefix(PREFIXE_CRITERE)))
            else:
                pairs.append((facette.value, value))
    if asked.portee != Portee.TOUT:
        pairs.append(("portee", asked.portee.value))
    if asked.tri != Tri.PERTINENCE:
        pairs.append(("tri", asked.tri.value))
    if asked.page > 1:
        pairs.append(("page", str(asked.page)))
    return "?" + urlencode(pairs)


def without_value(query: SearchQuery, facette: Facette, value: str) -> SearchQuery:
    """The same search without one chosen value."""
    kept = tuple(one for one in query.chosen(facette) if one != value)
    return query.with_selection({**dict(query.selection), facette: kept})
