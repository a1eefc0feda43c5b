"""`/sante/mesures/`: counts and gauges for Prometheus, for whoever holds METRICS_TOKEN.

What goes out is counts and ages, no address, no title. Without the setting, or with another token, there is nothing at
this address. Format: https://prometheus.io/docs/instrumenting/exposition_formats/
"""

from collections.abc import Iterator
from hmac import compare_digest

from django.conf import settings
from django.db import Error
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_PLAIN_0_0_4, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from cms.backups.nightly import age_and_size
from cms.eyes.gauges import OF_THE_DATABASE, OF_THE_REST
from cms.eyes.requests import REGISTRY
from cms.eyes.sharing import is_shared
from ground.facts import Weight, weighs
from search.index.monitoring import IndexStatus, suivis
from workers import heart

#: (name, what it says, how to read it); an index whose value nobody knows has no line.
GAUGES = (
    ("odd17_search_available", "1 when the index can be asked", lambda one: float(not one.probleme)),
    ("odd17_search_documents", "Pages in the index", lambda one: one.documents),
    ("odd17_search_generation", "Grows whenever the index is written", lambda one: one.generation),
    ("odd17_search_outbox_waiting", "Updates that wait", lambda one: one.en_attente),
    ("odd17_search_outbox_oldest_seconds", "Age of the oldest update that waits", lambda one: one.age),
    ("odd17_search_outbox_dead", "Updates given up until an editor replays them", lambda one: one.en_echec),
    ("odd17_search_differences", "Pages that differed when last compared", lambda one: one.etat.ecarts),
)


class OfTheIndices(Collector):
    """The gauges as they stand when they are asked for: nothing is counted in between."""

    def __init__(self, found: tuple[IndexStatus, ...]) -> None:
        self.found = found

    def collect(self) -> Iterator[Metric]:
        for name, meaning, read in GAUGES:
            family = GaugeMetricFamily(name, meaning, labels=["index"])
            for one in self.found:
                value = read(one)
                if value is not None:
                    family.add_metric([one.cible.value], value)
            yield family


class OfTheSite(Collector):
    """Gauges of which there is one each; one whose value nobody knows has no line.

    `work`: seconds since the last sign of schedule and workers; `database`: whether it answers; `backup`: (age, bytes)
    of the newest.
    """

    def __init__(self, *, work: float | None, database: bool, backup: tuple[float, int] | None) -> None:
        age, size = backup or (None, None)
        self.found = (
            ("odd17_work_last_seen_seconds", "Age of the last sign of schedule and workers", work),
            ("odd17_database_available", "1 when the database answers", float(database)),
            ("odd17_backup_last_success_seconds", "Age of the newest whole backup in BACKUP_DIR", age),
            ("odd17_backup_size_bytes", "Size of that backup", size),
        )

    def collect(self) -> Iterator[Metric]:
        for name, meaning, value in self.found:
            yield GaugeMetricFamily(name, meaning, value=value)


class FoundOut(Collector):
    """What was found out already."""

    def __init__(self, found: list[Metric]) -> None:
        self.found = found

    def collect(self) -> Iterator[Metric]:
        yield from self.found


@weighs(Weight(cost=1))
@require_safe
@never_cache
def measures(request: HttpRequest) -> HttpResponse:
    """Every gauge in Prometheus’s text format. Raises Http404 without the right token."""
    expected = f"Bearer {settings.METRICS_TOKEN}".encode()
    given = request.headers.get("Authorization", "").encode()
    if not settings.METRICS_TOKEN or not compare_digest(given, expected):
        raise Http404
    registry = CollectorRegistry(auto_describe=False)
    work, database = None, True
    told: list[Metric] = []
    try:
        registry.register(OfTheIndices(suivis()))
        work = heart.age()
        for gauges in OF_THE_DATABASE:
            told += gauges()
    except Error:
        # Away, damaged, or without its tables yet.
        database = False
    for gauges in OF_THE_REST:
        told += gauges()
    registry.register(FoundOut(told))
    registry.register(OfTheSite(work=work, database=database, backup=age_and_size()))
    if is_shared():
        MultiProcessCollector(registry)  # it registers itself
    else:
        registry.register(REGISTRY)
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_PLAIN_0_0_4)
