"""From « publier » to the first search that finds the page, with the worker in a process of its own."""

import itertools
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from scripts.bench.memory import running, wait_for
from scripts.bench.timing import percentile
from scripts.demo.processes import environment, worker_command

SECONDS_AT_MOST = 1.0
PATIENCE = 60.0
_LOOK_EVERY = 0.02
# Letters only: a number would be a word beside others.
_LETTERS = "bcdfghjklmnpqrtvwxz"


@dataclass(frozen=True, slots=True)
class FreshnessRow:
    """Seconds from the publication, which is counted, until another process finds the page.

    A publication that is not found in `PATIENCE` seconds counts as so many, and ends the measure: `lost` says so.
    """

    engine: str
    documents: int
    p50: float
    p95: float
    publications: int
    lost: bool = False


def row(engine: str, documents: int, folder: Path, variables: Mapping[str, str], *, publications: int) -> FreshnessRow:
    """Publish as an editor does, then ask this process's engine until it finds the page that the worker has written."""
    log = folder / "bench-freshness.log"
    named = environment(host="127.0.0.1", port=0) | dict(variables)
    with running(worker_command(), named, log):
        wait_for(lambda: b" ready." in log.read_bytes(), "the worker", log)
        waits: list[float] = []
        for word in _words(publications):
            waits.append(_published_and_found(word))
            if waits[-1] >= PATIENCE:
                break
    lost = waits[-1] >= PATIENCE
    return FreshnessRow(engine, documents, percentile(waits, 50), percentile(waits, 95), len(waits), lost=lost)


def _words(number: int) -> list[str]:
    """Words that no page holds."""
    pairs = itertools.product(_LETTERS, repeat=2)
    return [f"zqx{first}{second}o" for first, second in itertools.islice(pairs, number)]


def _published_and_found(word: str) -> float:
    from django.http import QueryDict  # Django is set up by now, not when this module is read

    from pages.models import Ressource
    from search.engines import current_engine
    from search.planning.planner import plan_search

    page = Ressource.objects.live().order_by("-pk").first()
    if page is None:
        raise RuntimeError("there is no page to publish")
    page.title = f"Guide {word}"
    asked = QueryDict(f"q={word}")
    start = time.perf_counter()
    page.save_revision().publish()
    while time.perf_counter() - start < PATIENCE:
        planned = plan_search(asked)
        if current_engine().count(planned.query, planned.plan):
            return time.perf_counter() - start
        time.sleep(_LOOK_EVERY)
    return PATIENCE
