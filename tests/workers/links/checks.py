"""Runs as the store sees them: links, what was seen of them, and when."""

import random
from datetime import UTC, datetime, timedelta

from liens.models import Lien
from workers.links.client.classes import ObservationClass
from workers.links.client.observation import Observation
from workers.links.ledger import runs

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def a_lien(url="https://a.example/1", *, due=NOON, **fields):
    return Lien.objects.create(url=url, hote=url.split("/")[2], prochain_controle_le=due, **fields)


def seen(lien, class_, *, at=NOON, **fields):
    lien.refresh_from_db()
    return (lien, Observation(url=lien.url, class_=class_, started_at=at, **fields))


def record(*observed, at=NOON, **options):
    return runs.record_run(observed, now=at, rng=random.Random(1), **options)


def check(lien, class_, at, **fields):
    """One run of one link; returns the link as it then stands."""
    record(seen(lien, class_, at=at, **fields), at=at)
    lien.refresh_from_db()
    return lien


def broken(url="https://a.example/1", class_=ObservationClass.GONE, at=NOON):
    """A link that was seen gone twice, the second time at `at`."""
    lien = a_lien(url)
    for moment in (at - 2 * DAY, at):
        check(lien, class_, moment, status=404)
    return lien
