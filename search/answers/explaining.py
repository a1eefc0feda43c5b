"""A query explained: how it is understood, what it finds, and with which scores."""

from dataclasses import dataclass, replace

from django.http import QueryDict

from search.answers.dressing import dressed
from search.answers.widening import settle
from search.contract.results import Hit
from search.engines.base import EngineError, SearchEngine
from search.planning.planner import Planned, plan_search
from search.planning.understanding import Comprehension, comprehension


@dataclass(frozen=True, slots=True)
class Explication:
    """`panne` says why there are no hits when the engine could not answer."""

    planned: Planned
    comprehension: Comprehension
    total: int
    hits: tuple[Hit, ...]
    panne: str = ""


def explain(engine: SearchEngine, parametres: QueryDict, *, combien: int) -> Explication:
    """Explain the search that these parameters ask for, with its first hits."""
    planned = plan_search(parametres)
    try:
        planned = settle(engine, planned)
        understood = comprehension(planned.query.text, planned.plan)
        query = replace(planned.query, page=1, size=combien)
        raw = engine.search(query, planned.plan)
    except EngineError as exc:
        return Explication(planned, comprehension(planned.query.text, planned.plan), 0, (), str(exc))
    hits = dressed(raw.hits, query, planned.plan)
    return Explication(planned, understood, raw.total, hits)
