"""Answers the searches of a parcours A.D.O.C.: what visitors would find with the same words and facets."""

import logging
from collections.abc import Mapping
from dataclasses import replace

from django.http import QueryDict

from search.engines import answering_engine
from search.engines.base import EngineError
from search.planning.planner import BadQueryError, plan_search

logger = logging.getLogger(__name__)


def search_ids(parametres: Mapping[str, tuple[str, ...]], au_plus: int) -> list[int]:
    """The ids of the first pages found; none while no engine answers, which is logged."""
    asked = QueryDict(mutable=True)
    for name, values in parametres.items():
        asked.setlist(name, list(values))
    try:
        # A term that is gone since narrows the search to nothing, rather than not at all.
        planned = plan_search(asked, strict=True)
        return answering_engine().ids(replace(planned.query, size=au_plus), planned.plan)
    except BadQueryError:
        return []
    except EngineError as exc:
        logger.error("A search of a parcours could not be answered: %s", exc)
        return []
