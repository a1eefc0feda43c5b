"""What waits, what failed and what room is left, as the database, the broker and the disks say when they are asked.

One question each, of the size of an index, however many links there are. What nobody knows has no line.
"""

import json
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

import redis
from django.conf import settings
from django.db.models import Count, Max, Min
from django.utils import timezone
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric

from cms.schedule import QUEUES
from ground.machine.breaker import REDIS, Breaker, LeftAloneError
from ground.machine.postgresql.base import DATABASE
from ground.machine.redis_client import bounded
from ground.machine.sending import SENT
from ground.wake import BROKER
from headless.webhooks.enums import EtatLivraison
from headless.webhooks.models import Livraison
from liens.enums import EtatLien
from liens.models import Lien
from workers.links.models import Controle
from workers.links.reports.enums import EtatCourriel
from workers.links.reports.models import Courriel

BREAKERS: dict[str, Breaker] = {"redis": REDIS, "postgresql": DATABASE, "broker": BROKER}
#: (messages, seconds since the oldest was sent), of a queue.
Queue = tuple[int, float | None]


def labelled(name: str, meaning: str, label: str, found: dict[str, float | None]) -> GaugeMetricFamily:
    """One gauge with a value for each value of its label; without those that nobody knows."""
    family = GaugeMetricFamily(name, meaning, labels=[label])
    for key, value in found.items():
        if value is not None:
            family.add_metric([key], value)
    return family


def of_links() -> Iterator[Metric]:
    """Cited links by state, how late the check is that is most due, and how many checks there were."""
    now = timezone.now()
    found = dict(Lien.objects.cites().order_by().values_list("etat").annotate(Count("pk")))
    states = [etat.value for etat in EtatLien if etat is not EtatLien.RETIRE]
    yield labelled("odd17_links", "Cited links", "state", {state: found.get(state, 0) for state in states})
    due = Lien.objects.exclude(etat=EtatLien.RETIRE).aggregate(first=Min("prochain_controle_le"))["first"]
    yield GaugeMetricFamily("odd17_links_oldest_due_seconds", "By how much a check is late", value=_age(due, now) or 0)
    # Rows go, their numbers are not given twice.
    checks = Controle.objects.aggregate(last=Max("pk"))["last"] or 0
    yield CounterMetricFamily("odd17_link_checks", "Checks of links", value=checks)


def of_mails() -> Iterator[Metric]:
    """Mails by state, and how long the oldest waits."""
    found = dict(Courriel.objects.order_by().values_list("etat").annotate(Count("pk")))
    yield labelled("odd17_mails", "Mails", "state", {one.value: found.get(one.value, 0) for one in EtatCourriel})
    waiting = Courriel.objects.filter(etat=EtatCourriel.A_ENVOYER).aggregate(first=Min("message__cree_le"))["first"]
    age = _age(waiting, timezone.now()) or 0
    yield GaugeMetricFamily("odd17_mails_oldest_waiting_seconds", "Age of the oldest mail that waits", value=age)


def of_webhooks() -> Iterator[Metric]:
    """Deliveries by state, and how long the oldest waits."""
    found = dict(Livraison.objects.order_by().values_list("etat").annotate(Count("pk")))
    states = {one.value: found.get(one.value, 0) for one in EtatLivraison}
    yield labelled("odd17_webhooks", "Deliveries of webhooks", "state", states)
    waiting = Livraison.objects.filter(etat=EtatLivraison.EN_ATTENTE).aggregate(first=Min("cree_le"))["first"]
    age = _age(waiting, timezone.now()) or 0
    yield GaugeMetricFamily("odd17_webhooks_oldest_waiting_seconds", "Age of the oldest that waits", value=age)


def of_the_broker() -> Iterator[Metric]:
    """Messages of each queue, and how long ago the oldest was sent; nothing where the broker is away."""
    found = _in_redis() if settings.REDIS_URL else _in_files()
    if found is not None:
        counts: dict[str, float | None] = {name: float(count) for name, (count, _) in found.items()}
        yield labelled("odd17_queue_messages", "Tasks that wait", "queue", counts)
        ages = {name: age for name, (_, age) in found.items()}
        yield labelled("odd17_queue_oldest_seconds", "Age of the oldest task that waits", "queue", ages)


def of_the_machine() -> Iterator[Metric]:
    """Room on the disks of the site and of its backups; which servers this process leaves alone."""
    places = {"var": str(settings.VAR_DIR)} | ({"backups": settings.BACKUP_DIR} if settings.BACKUP_DIR else {})
    rooms: dict[str, Any] = {}
    for name, path in places.items():
        with suppress(OSError):
            rooms[name] = shutil.disk_usage(path)
    free, total = ({name: float(getattr(room, what)) for name, room in rooms.items()} for what in ("free", "total"))
    yield labelled("odd17_disk_free_bytes", "Room that is left", "place", dict(free))
    yield labelled("odd17_disk_size_bytes", "Size of the disk", "place", dict(total))
    alone = {name: float(one.is_open) for name, one in BREAKERS.items()}
    yield labelled("odd17_server_left_alone", "1 while this process asks it nothing", "server", dict(alone))


#: Those that ask the database, and those that do without.
OF_THE_DATABASE: tuple[Callable[[], Iterator[Metric]], ...] = (of_links, of_mails, of_webhooks)
OF_THE_REST: tuple[Callable[[], Iterator[Metric]], ...] = (of_the_broker, of_the_machine)


def _in_redis() -> dict[str, Queue] | None:
    try:
        with REDIS.asking(redis.RedisError), redis.Redis.from_url(settings.REDIS_URL, **bounded()) as client:
            asked = client.pipeline(transaction=False)
            for queue in QUEUES:
                # kombu adds on the left and takes on the right.
                asked.llen(queue).lindex(queue, -1)
            found = asked.execute()
    except (LeftAloneError, redis.RedisError):
        return None
    return {queue: (found[2 * rank], _sent(found[2 * rank + 1])) for rank, queue in enumerate(QUEUES)}


def _sent(message: bytes | None) -> float | None:
    if message is None:
        return None
    with suppress(ValueError, KeyError, TypeError):
        return max(0.0, time.time() - json.loads(message)["headers"][SENT])
    return None


def _in_files() -> dict[str, Queue] | None:
    """Names of messages begin with the nanosecond of their sending, and end with the queue: `workers/broker.py`."""
    try:
        names = sorted(path.name for path in Path(settings.BROKER_DIR, "queue").glob("*.msg"))
    except OSError:
        return None
    found: dict[str, Queue] = dict.fromkeys(QUEUES, (0, None))
    for name in names:
        sent, queue = name.partition("_")[0], name.split(".")[-2]
        if queue in found and sent.isdecimal():
            count, age = found[queue]
            found[queue] = count + 1, max(0.0, time.time() - int(sent) / 1e9) if age is None else age
    return found


def _age(since: datetime | None, now: datetime) -> float | None:
    return max(0.0, (now - since).total_seconds()) if since else None
