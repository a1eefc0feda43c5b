"""`/sante/` and `/sante/pret/`: what a supervisor asks, without a login. The gauges are in `cms.eyes`.

Nothing but names and yes or no goes out: no address, no version, no message of an error. Those go to the log.
`/sante/` says that the process answers: for whoever starts it again. `/sante/pret/` says whether all that the site
needs does, 200 or 503: the database (`base`), a real search (`index`), the broker (`file`), whatever writes the index
(`ecriture`), the schedule and its workers (`travail`). It is for whoever watches, and for a release that waits until it
is whole; visitors are still served where the last two are not.
"""

import logging
import os
from collections.abc import Callable

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse, QueryDict
from django.urls import path
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from cms.eyes.measures import measures
from ground.facts import Weight, weighs
from ground.machine.redis_client import bounded
from search.engines import answering_engine
from search.index.monitoring import hindered
from search.planning.planner import plan_search
from workers import heart

logger = logging.getLogger(__name__)
BROKER_PATIENCE = 2.0  # seconds
A_SEARCH = "q=eau"


class NotReadyError(Exception):
    """A part answers, but cannot be used yet."""


def check_database() -> None:
    """Raises unless the database answers and every migration is applied."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise NotReadyError("migrations are missing")


def check_index() -> None:
    """Raises unless searches are answered, by the engine or by its copy."""
    engine = answering_engine()
    if sentence := engine.state():
        raise NotReadyError(sentence)
    planned = plan_search(QueryDict(A_SEARCH))
    engine.count(planned.query, planned.plan)


def check_writing() -> None:
    """Raises when an index could not be written for a while."""
    if late := hindered(now=timezone.now()):
        raise NotReadyError(f"not written: {', '.join(late)}")


def check_work() -> None:
    """Raises when the schedule or the workers have stopped."""
    if heart.is_late():
        raise NotReadyError("the schedule or the workers have stopped")


def check_broker() -> None:
    """Raises unless a task could be sent."""
    if not settings.REDIS_URL:
        for folder in ("queue", "control"):
            if not os.access(settings.BROKER_DIR / folder, os.W_OK):
                raise NotReadyError(f"the broker's folder {folder} cannot be written")
        return
    from redis import Redis  # only the cluster profile has it loaded anyway

    with Redis.from_url(settings.REDIS_URL, **bounded(BROKER_PATIENCE)) as client:
        client.ping()


PARTS: dict[str, Callable[[], None]] = {
    "base": check_database,
    "index": check_index,
    "file": check_broker,
    "ecriture": check_writing,
    "travail": check_work,
}


def answers(name: str, check: Callable[[], None]) -> bool:
    try:
        check()
    except Exception:  # whatever the reason, the part is not ready; the log tells which
        logger.warning("health: %s is not ready", name, exc_info=True)
        return False
    return True


@weighs()
@require_safe
@never_cache
def live(request: HttpRequest) -> JsonResponse:
    """200 as long as the process answers; asks nobody else."""
    return JsonResponse({"etat": "vivant"})


@weighs(Weight(cost=1))
@require_safe
@never_cache
def ready(request: HttpRequest) -> JsonResponse:
    """200 when the site can serve its visitors, else 503; true or false for each part."""
    parts = {name: answers(name, check) for name, check in PARTS.items()}
    whole = all(parts.values())
    return JsonResponse({"etat": "pret" if whole else "indisponible", **parts}, status=200 if whole else 503)


urlpatterns = [
    path("", live, name="sante"),
    path("pret/", ready, name="sante-pret"),
    path("mesures/", measures, name="sante-mesures"),
]
