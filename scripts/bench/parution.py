"""`python -m scripts.bench.parution`: what `make bench-parution` calls. `--quick` measures little and writes nothing.

The gate of a hundred pages; a set of three hundred that appears, and is undone, while clients read the site: each
answer shows none of its pages or all of them. Then one page of the preview.
"""

import argparse
import contextlib
import http.client
import json
import sys
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from typing import Any, NamedTuple
from urllib.parse import quote

from scripts.bench import place, report
from scripts.bench.clients import HOST, server
from scripts.bench.sizes import SEED
from scripts.bench.timing import measure, ms
from scripts.demo.console import say

GATE_SECONDS, SET_SECONDS = 10.0, 60.0
GATE, WHOLE, PREVIEWED = 100, 300, 12
CORPUS, QUICK_CORPUS = 10_000, 60
QUICK = 12
READERS = 4
MARK = "zygomatique"
SEARCH = f"/api/v3/recherche/?q={quote(MARK)}"
TEXT = (
    "A corpus of ten thousand resources on one machine (SQLite, the embedded index). Two thirds of a set are drafts "
    "that were never published, one third new versions of pages that are read; all bear one word that no other page "
    "has. While the set appears and is undone, four clients ask the web server of `make demo`, as fast as it answers, "
    "for that word and for the page below which the new ones stand: an answer that shows some of them and not all "
    "counts as a part. SQLite has one writer: an editor who saves meanwhile waits as long as it takes."
)


class Watched(NamedTuple):
    """How many answers there were, and how many showed a part of the set."""

    answers: int
    half: int


class Row(NamedTuple):
    """Seconds of the gate, of what appears, of what is undone; milliseconds of a page of two previews."""

    pages: int
    gate: float
    appears: float
    appeared: Watched
    undone: float
    went: Watched
    small: float
    large: float


def made(number: int, name: str) -> Any:
    """A set of so many pages, proposed and approved by two accounts."""
    from django.contrib.auth import get_user_model  # Django is set up by now, not when this module is read
    from django.utils import timezone

    from pages.models import Ressource
    from parutions.contents import add_pages
    from parutions.enums import Sorte
    from parutions.models import Parution

    accounts = get_user_model()._default_manager
    one, _ = accounts.get_or_create(username="mesure-1", defaults={"is_superuser": True})
    accounts.get_or_create(username="mesure-2", defaults={"is_superuser": True})
    parution = Parution.objects.create(nom=name, le=timezone.now() + timedelta(days=1), preparee_par=one)
    known = Ressource.objects.live().filter(alias_of=None, parutions=None).order_by("pk")
    fresh = [_fresh(page, rank, name) for rank, page in enumerate(known[: number * 2 // 3])]
    changed = [_changed(page) for page in known[number : number + number - len(fresh)]]
    add_pages(parution=parution, pages=[*fresh, *changed], sorte=Sorte.PUBLIER, by=one)
    return parution


def _fresh(page: Any, rank: int, name: str) -> Any:
    attributes = {"title": f"{MARK} {name} {rank}", "slug": f"{MARK}-{name}-{rank}"}
    return page.copy(update_attrs=attributes, keep_live=False, copy_revisions=False)


def _changed(page: Any) -> Any:
    page.title = f"{MARK} {page.title}"[:250]
    page.save_revision()
    return page


def approved(parution: Any) -> None:
    """Through the gate, twice."""
    from django.contrib.auth import get_user_model  # as above
    from django.utils import timezone

    from parutions.steps import approve, propose

    propose(parution=parution, by=parution.preparee_par, now=timezone.now())
    second = get_user_model()._default_manager.get(username="mesure-2")
    approve(parution=parution, by=second, now=timezone.now())


@contextlib.contextmanager
def watched(port: int, found: list[Watched]) -> Iterator[None]:
    """Ask for what the set changes until the end, and count the answers that are neither those of before nor those of
    after: they show a part of it."""
    over = threading.Event()
    answers: list[int] = []

    def read_on() -> None:
        connection = http.client.HTTPConnection(HOST, port, timeout=60)
        with contextlib.closing(connection):
            while not over.is_set():
                connection.request("GET", SEARCH)
                answers.append(json.loads(connection.getresponse().read())["total"])

    threads = [threading.Thread(target=read_on) for _ in range(READERS)]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        time.sleep(1)
        over.set()
        for thread in threads:
            thread.join()
    found.append(Watched(len(answers), sum(total not in (answers[0], answers[-1]) for total in answers)))


def row(folder: Any, *, number: int, gate: int) -> Row:
    """Measure everything."""
    from django.test import Client  # as above
    from django.urls import reverse
    from django.utils import timezone

    from parutions.gate import elements_of, findings
    from parutions.preview.sharing import share
    from parutions.publication import appear, undo

    small = made(min(PREVIEWED, number), "petite")
    hundred = made(gate, "verifiee")
    elements = elements_of(hundred)
    timing = measure(lambda: findings(hundred, elements, now=timezone.now()), repetitions=3, warm_up=1)
    hundred.delete()
    large = made(number, "grande")
    approved(large)
    client = Client(SERVER_NAME=HOST)
    previews = []
    for parution in (small, large):
        secret = share(parution=parution, jours=1, par=None, now=timezone.now())
        address = reverse("parutions_partagee", args=[secret]) + "recherche/?q=" + quote(MARK)
        previews.append(measure(partial(client.get, address), repetitions=3, warm_up=0).p50)
    found: list[Watched] = []
    with server(folder, {}) as (port, _):
        with watched(port, found):
            began = time.perf_counter()
            assert appear(large.pk, now=large.le)  # noqa: S101  a set that did not appear measures nothing
            appears = time.perf_counter() - began
        with watched(port, found):
            began = time.perf_counter()
            undo(large.pk, by=large.preparee_par, now=timezone.now())
            undone = time.perf_counter() - began
    return Row(number, timing.p50 / 1_000, appears, found[0], undone, found[1], *previews)


def section(measured: Row) -> report.Section:
    """The table and its targets."""
    half = measured.appeared.half + measured.went.half
    answers = measured.appeared.answers + measured.went.answers
    rows = [
        ("appears, index and mails included", f"{measured.appears:.1f} s"),
        ("is undone", f"{measured.undone:.1f} s"),
        (f"a search in the preview of {PREVIEWED} pages", f"{ms(measured.small)} ms"),
        (f"a search in the preview of {measured.pages} pages", f"{ms(measured.large)} ms"),
    ]
    return report.Section(
        key="parution",
        title="Pages that appear together",
        text=TEXT,
        tables=[report.Table((f"a set of {measured.pages} pages", "time"), rows)],
        targets=[
            (
                f"gate of {GATE} pages",
                f"≤ {GATE_SECONDS:.0f} s",
                f"{measured.gate:.1f} s",
                measured.gate <= GATE_SECONDS,
            ),
            (
                f"{measured.pages} pages appear",
                f"≤ {SET_SECONDS:.0f} s",
                f"{measured.appears:.1f} s",
                measured.appears <= SET_SECONDS,
            ),
            (f"answers that show a part, of {answers}", "0", str(half), not half),
        ],
    )


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m scripts.bench.parution", description="Measures a set of pages.")
    parser.add_argument("--quick", action="store_true", help="few pages, nothing written")
    parser.add_argument("--no-write", action="store_true", help="leave docs/benchmarks.md as it is")
    options = parser.parse_args(arguments)
    with place.own_folder() as folder:
        place.prepare()
        place.grow(QUICK_CORPUS if options.quick else CORPUS, SEED)
        place.command("search_rebuild")
        say("… the corpus is there")
        measured = row(folder, number=QUICK if options.quick else WHOLE, gate=QUICK if options.quick else GATE)
    made_of = section(measured)
    say(f"\n{made_of.markdown()}")
    if not (options.quick or options.no_write):
        report.write([made_of], " ".join(["python -m scripts.bench.parution", *arguments]))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
