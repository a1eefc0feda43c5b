"""`python -m scripts.bench.links.clerk put FILE | check | rows N`: what needs Django, answered as one line of JSON."""

import json
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import django

PATIENCE_S = 300.0
REPEATED = 7
# The schedule, which comes by every minute, is hurried along: every ten seconds, in looks at the database.
BEAT = 200
DUE_SHARE = 10
HOSTS = 2_000


def put(file: str) -> int:
    """Links for these addresses, all due."""
    from django.utils import timezone  # Django is set up by then

    from liens.models import Lien

    urls = Path(file).read_text(encoding="utf-8").split()
    now = timezone.now()
    rows = (Lien(url=url, hote=url.split("/")[2].partition(":")[0], prochain_controle_le=now) for url in urls)
    Lien.objects.bulk_create(rows, batch_size=1_000)
    return len(urls)


def check() -> dict[str, Any]:
    """Have everything checked that is due; returns how long it took and how the links are."""
    from liens.models import Lien
    from workers.links.tasks import claim

    began = time.monotonic()
    waits = 0
    while Lien.objects.filter(controle_le__isnull=True).exists() and time.monotonic() - began < PATIENCE_S:
        if waits % BEAT == 0:
            claim.delay()
        waits += 1
        time.sleep(0.05)
    seconds = time.monotonic() - began
    return {"seconds": seconds, "states": Counter(Lien.objects.values_list("etat", flat=True))}


def rows(count: str) -> dict[str, float]:
    """Milliseconds of a claim and of the report's first page among so many links, and the report's queries."""
    from django.utils import timezone

    from liens.models import Lien
    from workers.links.ledger import runs

    Lien.objects.all().delete()
    now = timezone.now()
    states = ["ok"] * 7 + ["suspect", "attention", "casse"]
    Lien.objects.bulk_create(
        (
            Lien(
                url=f"https://site-{n % HOSTS}.test/ressources/{n}",
                hote=f"site-{n % HOSTS}.test",
                etat=states[n % len(states)],
                controle_le=now - timedelta(minutes=n % 20_000),
                verifie_le=now - timedelta(minutes=n % 20_000),
                prochain_controle_le=now + timedelta(minutes=(n % 20_000) - 20_000 // DUE_SHARE),
            )
            for n in range(int(count))
        ),
        batch_size=2_000,
    )
    _settle()
    claims = [_milliseconds(lambda: runs.claim(now=now)) for _ in range(REPEATED)]
    return {"claim_ms": statistics.median(claims), **_report()}


def _settle() -> None:
    """What the database's own housekeeping does within minutes of such a load."""
    from django.db import connection

    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def _report() -> dict[str, float]:
    from django.contrib.auth import get_user_model
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext, setup_test_environment
    from django.urls import reverse

    setup_test_environment()
    editor, _ = get_user_model().objects.get_or_create(username="mesures", is_superuser=True, is_staff=True)
    client = Client()
    client.force_login(editor)
    url = reverse("links_report")

    def page() -> None:
        answer = client.get(url)
        if answer.status_code != 200:
            raise RuntimeError(f"the report answers {answer.status_code}")

    page()
    with CaptureQueriesContext(connection) as queries:
        page()
    # Before the next request: Django forgets the queries of the last one there.
    count = len(queries)
    return {"report_ms": statistics.median(_milliseconds(page) for _ in range(REPEATED)), "report_sql": count}


def _milliseconds(call: Callable[[], object]) -> float:
    began = time.perf_counter()
    call()
    return (time.perf_counter() - began) * 1000


if __name__ == "__main__":
    django.setup()
    name, *arguments = sys.argv[1:]
    requests: dict[str, Callable[..., Any]] = {"put": put, "check": check, "rows": rows}
    sys.stdout.write(json.dumps(requests[name](*arguments)) + "\n")
