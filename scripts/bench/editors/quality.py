"""Quality of pages: all of them examined, what the editor shows after a save, the report."""

import statistics
import time
from functools import partial
from http import HTTPStatus

from scripts.bench.editors.targets import Target, cpu_of
from scripts.bench.report import Table
from scripts.bench.timing import measure

ASKED, QUICK_ASKED = 100, 3
PIECE_MS, REPORT_MS = 50.0, 300.0
REPORT = "/admin/qualite/"


def measured(*, quick: bool) -> tuple[list[Table], list[Target]]:
    """The table and targets; to be asked once fingerprints are there."""
    from django.contrib.auth import get_user_model
    from django.test import Client
    from django.utils import timezone

    from pages.models import Ressource
    from qualite.models import BilanDeQualite
    from qualite.recording import examine_marked, mark_late

    BilanDeQualite.objects.all().delete()

    def examine_all() -> None:
        today = timezone.localdate()
        while mark_late(today) or BilanDeQualite.objects.filter(a_refaire=True).exists():
            while examine_marked():
                pass

    took = cpu_of(examine_all)
    pages = BilanDeQualite.objects.count()
    account, _ = get_user_model().objects.get_or_create(username="tout", is_superuser=True)
    client = Client(HTTP_HOST="localhost")
    client.force_login(account)
    pieces = []
    for pk in Ressource.objects.order_by("-pk").values_list("pk", flat=True)[: QUICK_ASKED if quick else ASKED]:
        began = time.process_time()
        answer = client.get(f"{REPORT}pages/{pk}/")
        pieces.append(1000 * (time.process_time() - began))
        if answer.status_code != HTTPStatus.OK:
            raise RuntimeError(f"the piece of page {pk} answers {answer.status_code}")
    late = sorted(pieces)[int(len(pieces) * 0.95)]
    repetitions = 2 if quick else 20
    whole = measure(partial(client.get, REPORT), repetitions=repetitions)
    narrowed = measure(partial(client.get, f"{REPORT}?verification=longueur&genre=ressource"), repetitions=repetitions)
    rows = [
        (f"{pages} pages examined, CPU", f"{took:.1f} s, {1000 * took / max(pages, 1):.1f} ms a page"),
        ("one page, as the editor asks after a save, CPU, median", f"{statistics.median(pieces):.0f} ms"),
        ("one page, 95th percentile", f"{late:.0f} ms"),
        ("the report, p50 / p95 (ms)", whole.shown),
        ("the report by check and type, p50 / p95 (ms)", narrowed.shown),
    ]
    slow = max(whole.p95, narrowed.p95)
    targets = [
        ("quality of one page, p95 of CPU", f"≤ {PIECE_MS:.0f} ms", f"{late:.0f} ms", late <= PIECE_MS),
        ("report « Qualité des pages », p95", f"≤ {REPORT_MS:.0f} ms", f"{slow:.0f} ms", slow <= REPORT_MS),
    ]
    return [Table(("quality of pages", "found"), rows)], targets
