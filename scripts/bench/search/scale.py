"""`python -m scripts.bench.search.scale`: the search at 1 000, 10 000 and 100 000 pages, on both engines.

What `make bench-search` calls. Every row is of real pages, which `make_corpus` writes as Wagtail would. The database is
SQLite unless DATABASE_URL names a PostgreSQL server; Elasticsearch is measured when ELASTICSEARCH_URL names one. On
both servers everything has a name of its own and is removed at the end.
"""

import argparse
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from scripts.bench import clients, place, server
from scripts.bench.inprocess import InProcess
from scripts.bench.report import DOCUMENT, ROOT, write
from scripts.bench.search import engines, freshness, growing, rebuilding, scale_report, searching
from scripts.bench.sizes import SEED, sizes
from scripts.bench.timing import REPETITIONS
from scripts.demo.console import say

QUICK_RESOURCES = 30
#: Wagtail's own search takes seconds per call beyond this many pages, and its index minutes.
STOCK_AT_MOST = 10_500
MILLION = 1_000_000
#: Seconds per thousand pages: what writing them and their two indexes took where the others were measured.
SECONDS_PER_THOUSAND = {"the corpus": 1.5, "the embedded index": 0.6, "Elasticsearch": 6.0}


@dataclass(frozen=True, slots=True)
class Effort:
    """How often each thing is done: calls per figure, requests of each client, publications."""

    repetitions: int = REPETITIONS
    requests: int = 60
    publications: int = 20


QUICK = Effort(repetitions=2, requests=2, publications=1)


def measured(
    folder: Path, wanted: list[int], url: str, *, elasticsearch_at_most: int, effort: Effort
) -> Iterator[scale_report.Size]:
    """What is measured at each size, smallest first."""
    from django.test.utils import override_settings  # the environment must be set before Django is asked

    place.prepare()
    searching.allow_facets()
    with override_settings(ROOT_URLCONF="scripts.bench.urls"):
        for before, resources in pairwise((0, *wanted)):
            documents, _ = growing.row(resources, before, SEED)
            say(f"… {documents} documents")
            size = scale_report.Size(documents)
            _measure_engine(size, engines.EMBEDDED, folder, url, effort)
            if url and resources <= elasticsearch_at_most:
                _measure_engine(size, engines.ELASTICSEARCH, folder, url, effort)
            if documents <= STOCK_AT_MOST:
                say("  Wagtail’s own search")
                size.stock_rates = rebuilding.stock_rates()
                size.stock = searching.stock_answers(InProcess(), effort.repetitions)
            yield size


def _measure_engine(size: scale_report.Size, engine: str, folder: Path, url: str, effort: Effort) -> None:
    say(f"  {engine}")
    documents = size.documents
    with engines.chosen(engine, url, engines.PREFIX) as variables:
        size.engines.append(engines.row(engine, documents, repetitions=effort.repetitions))
        size.not_modified[engine] = searching.not_modified(InProcess(), effort.repetitions)
        size.waits += clients.rows(engine, documents, folder, variables, requests=effort.requests)
        found = freshness.row(engine, documents, folder, variables, publications=effort.publications)
        size.published.append(found)


def announced(wanted: list[int], url: str) -> str:
    """How long the largest size takes to be written, before anything is."""
    parts = [
        f"{name} {seconds * wanted[-1] / 60_000:.0f} min"
        for name, seconds in SECONDS_PER_THOUSAND.items()
        if url or name != "Elasticsearch"
    ]
    return f"{wanted[-1]} pages take about: {', '.join(parts)}; more on a busy machine."


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m scripts.bench.search.scale", description="Measures the search at scale."
    )
    parser.add_argument("--quick", action="store_true", help="little of everything, nothing written")
    parser.add_argument("--ressources", type=sizes, default=[1_000, 10_000, 100_000], metavar="N,N", help="sizes")
    parser.add_argument(
        "--million", action="store_true", help="one million pages as well; says first how long it takes"
    )
    parser.add_argument(
        "--elasticsearch-at-most",
        type=int,
        default=MILLION,
        metavar="N",
        help="larger sizes on the embedded engine only",
    )
    parser.add_argument("--repetitions", type=int, default=REPETITIONS, help="calls per figure")
    parser.add_argument("--no-write", action="store_true", help="leave docs/benchmarks.md as it is")
    options = parser.parse_args(arguments)
    quick = options.quick
    wanted = [QUICK_RESOURCES] if quick else [*options.ressources, *([MILLION] if options.million else [])]
    url = os.environ.get("ELASTICSEARCH_URL", "")
    say(announced(wanted, url))
    if not url:
        say("ELASTICSEARCH_URL is not set: Elasticsearch is not measured (make services starts one).")
    with server.own_database(os.environ.get(server.VARIABLE, "")) as database:
        say("The database is PostgreSQL." if database else "DATABASE_URL names no PostgreSQL: the database is SQLite.")
        with place.own_folder(**({server.VARIABLE: database} if database else {})) as folder:
            try:
                _report(
                    measured(
                        folder,
                        wanted,
                        url,
                        elasticsearch_at_most=options.elasticsearch_at_most,
                        effort=QUICK if quick else Effort(repetitions=options.repetitions),
                    ),
                    "PostgreSQL" if database else "SQLite",
                    " ".join(["python -m scripts.bench.search.scale", *arguments]),
                    writes=not (quick or options.no_write),
                )
            finally:
                _leave_nothing(url, database)
    return 0


def _report(sizes_measured: Iterator[scale_report.Size], database: str, command: str, *, writes: bool) -> None:
    """Say what was found; the document is written after each size, so that a run cut short leaves what it has."""
    found: list[scale_report.Size] = []
    for size in sizes_measured:
        found.append(size)
        if writes:
            scale_report.CURVE.write_text(scale_report.curve(found), encoding="utf-8")
            write([scale_report.section(found, database)], command)
    say(f"\n{scale_report.section(found, database).markdown()}")
    if writes:
        say(f"\n{DOCUMENT.relative_to(ROOT)} is up to date.")


def _leave_nothing(url: str, database: str) -> None:
    if url:
        engines.forget(url)
    if database:
        from django.db import connections  # Django is set up by now, not when this module is read

        connections.close_all()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
