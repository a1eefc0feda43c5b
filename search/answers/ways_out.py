"""Ways out of a search that finds little: which one thing to change, and exactly how many hits that gives."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from search.contract.plan import QueryPlan
from search.contract.query import SearchQuery
from search.contract.results import Relance
from search.engines.base import SearchEngine
from search.enums import Facette, SearchScope
from search.facets.values import Valeur
from search.planning.planner import Planned
from search.planning.querystrings import querystring
from taxonomy.enums import Niveau

RELANCES_AU_PLUS = 4
#: How many of several chosen territoires are widened.
_TERRITOIRES_AU_PLUS = 3
_NIVEAUX = list(Niveau)


@dataclass(frozen=True, slots=True)
class _Change:
    """One thing to change. `rung` is the depth of the territoire that it widens to, -1 when it is no widening."""

    label: str
    query: SearchQuery
    plan: QueryPlan
    rung: int = -1


def ways_out(planned: Planned, total: int, engine: SearchEngine) -> tuple[Relance, ...]:
    """What gives more than `total`: the nearest rung of the ladder that does, then the rest, the best first."""
    changes = [*_rungs(planned), *_looser(planned)]
    counts = engine.counts([(change.query, change.plan) for change in changes])
    better = [(change, count) for change, count in zip(changes, counts, strict=True) if count > total]
    rungs = [found for found in better if found[0].rung >= 0]
    nearest = [max(rungs, key=lambda found: found[0].rung)] if rungs else []
    others = sorted((found for found in better if found[0].rung < 0), key=lambda found: -found[1])
    return tuple(
        Relance(change.label, "./" + querystring(change.query, page=1), count)
        for change, count in [*nearest, *others][:RELANCES_AU_PLUS]
    )


def chosen_names(planned: Planned, facette: Facette) -> list[tuple[str, str]]:
    """(slug, name) of what is chosen in one facet."""
    known = ((slug, planned.termes.get(facette, slug)) for slug in planned.query.chosen(facette))
    return [(slug, value.nom if value else slug) for slug, value in known]


def _looser(planned: Planned) -> Iterator[_Change]:
    query, plan = planned.query, planned.plan
    for facette in query.active:
        names = ", ".join(name for _, name in chosen_names(planned, facette))
        yield _Change(f"Retirer le filtre « {names} »", query.without(facette), plan)
    if query.portee == SearchScope.PROPRE and query.chosen(Facette.TERRITOIRE):
        wide = replace(query, portee=SearchScope.TOUT, page=1)
        yield _Change("Ajouter ce qui s’applique depuis les territoires plus larges", wide, plan)
    if query.echelon:
        rung = Niveau(query.echelon).label
        yield _Change(f"Retirer l’échelle « {rung} »", replace(query, echelon="", page=1), plan)
    if query.text and query.active:
        yield _Change(f"Retirer les mots « {query.text} »", replace(query, text="", page=1), QueryPlan())


def _rungs(planned: Planned) -> Iterator[_Change]:
    """Each chosen territoire, replaced by each of those above it."""
    query, termes = planned.query, planned.termes
    for slug in query.chosen(Facette.TERRITOIRE)[:_TERRITOIRES_AU_PLUS]:
        value = termes.get(Facette.TERRITOIRE, slug)
        for above in termes.territoires(value.au_dessus).values() if value else ():
            yield _Change(_widening(above), widened(planned, slug, above), planned.plan, above.depth)


def _widening(above: Valeur) -> str:
    niveau = _NIVEAUX[above.depth]
    rung = "" if niveau == Niveau.PAYS else f" ({niveau.label.lower()})"
    return f"Élargir à « {above.nom} »{rung}, l’échelon le plus proche qui en donne plus"


def widened(planned: Planned, slug: str, above: Valeur) -> SearchQuery:
    """The same search with `above` in place of `slug`, and of whatever else is chosen below `above`."""
    query = planned.query
    lignees = dict(query.lignees)
    others = (one for one in query.chosen(Facette.TERRITOIRE) if one != slug)
    kept = {one: lignees.get(one, ()) for one in others if above.slug not in lignees.get(one, ())}
    kept[above.slug] = above.au_dessus
    wider = query.with_selection({**dict(query.selection), Facette.TERRITOIRE: tuple(kept)})
    return replace(wider, lignees=tuple(sorted(kept.items())))
