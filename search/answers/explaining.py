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
        query = replace(planned.query, page=1, size=combien)
        raw = engine.search(query, planned.plan)
        total, hits, said = raw.total, dressed(raw.hits, query, planned.plan), ""
    except EngineError as exc:
        total, hits, said = 0, (), str(exc)
    return Explication(planned, comprehension(planned.query.text, planned.plan), total, hits, said)
