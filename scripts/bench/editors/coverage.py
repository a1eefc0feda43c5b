"""`python -m scripts.bench.editors.coverage`: the coverage matrix, on the corpus of the other measures.

Each table as a report draws it (counts, then what was searched and not found laid over it) and as visitors get it, in
a process that has answered once, and the first answer of a process. Times are the process’s own work (CPU).
"""

import argparse
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from http import HTTPStatus
from typing import Any

from scripts.bench.editors.targets import Target
from scripts.bench.report import Table
from scripts.demo.console import say

MILLISECONDS = 100.0
RUNS = 21
#: What visitors are made to have searched in vain.
SEARCHES = ("mobilité entreprises", "vieillesse lyon", "guide numérique", "licornes", "santé bretagne", "emploi 69")


def measured(*, quick: bool) -> tuple[list[Table], list[Target]]:
    """The table, and how the target is met."""
    from couverture.enums import TableauDeCouverture  # once Django is set up, as all that follows
    from couverture.matrix import Options, matrix
    from search.documents.visibility import indexable_pages
    from taxonomy.models import Territoire

    _search_in_vain()
    rows, worst = [], 0.0
    runs = 3 if quick else RUNS
    for tableau, dans in (
        *((one, "") for one in TableauDeCouverture),
        *((TableauDeCouverture.TERRITOIRES, one) for one in ("reg-84", "dep-69")),
    ):
        options = Options(tableau=tableau, dans=dans)
        middle, late, first = _times(partial(matrix, options), runs=runs)
        both, both_late, _ = _times(partial(_laid_over, options), runs=runs)
        worst = max(worst, both_late)
        name = ", ".join(filter(None, (str(tableau.label), dans)))
        rows.append((name, _ms(first), _ms(middle), _ms(late), _ms(both), _ms(both_late)))
    pages, views = indexable_pages(_today()).count(), _views(runs=runs)
    head = f"{pages} pages, {Territoire.objects.count()} territoires"
    table = Table((head, "first", "counts, median", "p95", "with what was lacked", "p95"), rows)
    whole = Table(("whole page", "first", "median", "p95"), [(name, *map(_ms, times)) for name, times in views])
    for row in (*table.rows, *whole.rows):
        say("  " + "  ".join(row))
    return [table, whole], [("matrix, CPU, p95", f"≤ {MILLISECONDS:.0f} ms", _ms(worst), worst <= MILLISECONDS)]


def _laid_over(options: Any) -> object:
    from couverture.marks import laid_over
    from couverture.matrix import matrix

    return laid_over(matrix(options))


def _today() -> Any:
    from django.utils import timezone

    return timezone.localdate()


def _search_in_vain() -> None:
    from search.frequent.models import RechercheFrequente

    for rank, words in enumerate(SEARCHES):
        said = {"nombre": 10 + rank, "resultats": 0, "vue_le": _today()}
        RechercheFrequente.objects.get_or_create(requete=words, defaults=said)


def _views(*, runs: int) -> list[tuple[str, tuple[float, float, float]]]:
    """The report as somebody who may do all gets it, and the page of visitors, made anew each time."""
    from django.contrib.auth import get_user_model
    from django.test import Client
    from django.test.utils import override_settings

    account, _ = get_user_model().objects.get_or_create(username="tout", is_superuser=True)
    admin, visitor = Client(HTTP_HOST="localhost"), Client(HTTP_HOST="localhost")
    admin.force_login(account)
    asked = {
        "report, acteurs": partial(admin.get, "/admin/couverture/"),
        "report, territoires": partial(admin.get, "/admin/couverture/?tableau=territoires&reperes=oui"),
        "report, with drafts": partial(admin.get, "/admin/couverture/?tableau=territoires&reperes=oui&brouillons=oui"),
        "visitors, acteurs": partial(visitor.get, "/couverture/"),
        "visitors, territoires": partial(visitor.get, "/couverture/?tableau=territoires"),
    }
    found = []
    with override_settings(KEPT_PAGES_MB=0):
        for name, work in asked.items():
            if work().status_code != HTTPStatus.OK:
                raise RuntimeError(f"{name} is not answered")
            middle, late, first = _times(work, runs=runs)
            found.append((name, (first, middle, late)))
    return found


def _times(work: Callable[[], object], *, runs: int) -> tuple[float, float, float]:
    """Milliseconds of this process’s own work: median and p95 of what follows the first, and the first."""
    spent = []
    for _ in range(runs + 1):
        began = time.process_time()
        work()
        spent.append(1000 * (time.process_time() - began))
    first, *others = spent
    others.sort()
    return statistics.median(others), others[int(0.95 * (len(others) - 1))], first


def _ms(milliseconds: float) -> str:
    return f"{milliseconds:.1f} ms"


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the measures, on a corpus of its own (or the one that BENCH_VAR_DIR holds)."""
    from scripts.bench import place
    from scripts.bench.sizes import SEED

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--ressources", type=int, default=10_000)
    asked = parser.parse_args(arguments)
    with place.own_folder():
        place.prepare()
        place.grow(asked.ressources, SEED)
        _, targets = measured(quick=False)
    for target in targets:
        say("  ".join(map(str, target)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
