"""On which rung of the ladder a document sits, for one search: the nearest of its territoires that the search is about.

A search is about the chosen territoires, what lies in them and, under the wide scope, what stands above; without a
choice it is about the country, and a document sits on the nearest of its own. A document says where its territoires lie
as `niveau@slug`: a page of Guéret has `commune@com-23096`, `commune@dep-23`, `commune@france` …
"""

from collections.abc import Iterable

from search.contract.query import SearchQuery
from search.enums import Facette
from taxonomy.enums import Niveau
from taxonomy.models.territoire import niveau_de

_RUNGS = tuple(Niveau.values)


def place_of(niveau: str, slug: str) -> str:
    """What a document says of a territoire of that level which lies in, or is, the one that this slug names."""
    return f"{niveau}@{slug}"


def places_on_rungs(query: SearchQuery) -> dict[str, tuple[str, ...]]:
    """By rung, from the widest, what a document that has a territoire there says; {} where no territoire is chosen, or
    the country, in which every territoire lies."""
    found: dict[str, list[str]] = {}
    if any(niveau_de(slug) == Niveau.PAYS for slug in query.chosen(Facette.TERRITOIRE)):
        return {}
    for slug in query.chosen(Facette.TERRITOIRE):
        for rung in _RUNGS[_RUNGS.index(niveau_de(slug)) :]:
            found.setdefault(rung, []).append(place_of(rung, slug))
    for slug in query.above:
        rung = niveau_de(slug).value
        found.setdefault(rung, []).append(place_of(rung, slug))
    return {rung: tuple(found[rung]) for rung in _RUNGS if rung in found}


def nearer(rung: str, places: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
    """The places of all rungs that are nearer than this one."""
    after = _RUNGS[_RUNGS.index(rung) + 1 :]
    return tuple(place for other in after for place in places.get(other, ()))


def nearest(niveaux: Iterable[str]) -> str:
    """The nearest of these rungs; "" of none."""
    return max(niveaux, key=_RUNGS.index, default="")
