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
from scripts.bench.search.notes import Notes
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
    """What is measured at each size, smallest first; a size comes again each time that more is known of it."""
    from django.test.utils import override_settings  # the environment must be set before Django is asked

    place.prepare()
    searching.allow_facets()
    notes = Notes(folder)
    with override_settings(ROOT_URLCONF="scripts.bench.urls"):
        for before, resources in pairwise((0, *wanted)):
            if (written := _written()) > resources and ("documents", resources) not in notes:
                say(f"… {resources} resources are passed over: the folder holds {written}, and no figures of these")
                continue
            documents = notes.once(("documents", resources), lambda: growing.row(resources, before, SEED)[0])  # noqa: B023  called at once
            say(f"… {documents} documents")
            size = scale_report.Size(documents)
            yield size
            for engine in (engines.EMBEDDED, engines.ELASTICSEARCH):
                if engine == engines.EMBEDDED or (url and resources <= elasticsearch_at_most):
                    yield from (size for _ in _measure_engine(size, engine, folder, url, effort, notes))
            if documents <= STOCK_AT_MOST:
                say("  Wagtail’s own search")
                size.stock_rates = notes.once((documents, "stock rates"), rebuilding.stock_rates)
                size.stock = notes.once(
                    (documents, "stock"), lambda: searching.stock_answers(InProcess(), effort.repetitions)
                )
                yield size


def _written() -> int:
    """How many resources the folder's corpus has."""
    from pages.models import Ressource  # Django is set up by now, not when this module is read

    return int(Ressource.objects.filter(slug__startswith=f"corpus-{SEED}-").count())


def _measure_engine(
    size: scale_report.Size, engine: str, folder: Path, url: str, effort: Effort, notes: Notes
) -> Iterator[None]:
    """One figure after the other; after each the size has what is known."""
    say(f"  {engine}")
    documents = size.documents
    with engines.chosen(engine, url, engines.PREFIX) as variables:
        size.engines.append(engines.row(engine, documents, notes, repetitions=effort.repetitions))
        yield
        size.not_modified[engine] = notes.once(
            (documents, engine, "304"), lambda: searching.not_modified(InProcess(), effort.repetitions)
        )
        yield
        size.waits += notes.once(
            (documents, engine, "clients"),
            lambda: clients.rows(engine, documents, folder, variables, requests=effort.requests),
        )
        yield
        found = notes.once(
            (documents, engine, "published"),
            lambda: freshness.row(engine, documents, folder, variables, publications=effort.publications),
        )
        size.published.append(found)
        yield


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
    parser.add_argument(
        "--folder",
        metavar="F",
        help="keep corpus, indices and figures there; a run cut short and started again goes on from them",
    )
    parser.add_argument("--repetitions", type=int, default=REPETITIONS, help="calls per figure")
    parser.add_argument("--no-write", action="store_true", help="leave docs/benchmarks.md as it is")
    options = parser.parse_args(arguments)
    quick = options.quick
    if options.folder:
        os.environ[place.VARIABLE] = str(Path(options.folder).resolve())
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
    """Say what was found; the document is written after each figure, so that a run cut short leaves what it has."""
    found: list[scale_report.Size] = []
    for size in sizes_measured:
        if not any(one is size for one in found):
            found.append(size)
        if writes and size.engines:
            for section, file, curve in scale_report.sections(_known(found), database):
                file.write_text(curve, encoding="utf-8")
                write([section], command)
    for section, _, _ in scale_report.sections(_known(found), database):
        say(f"\n{section.markdown()}")
    if writes:
        say(f"\n{DOCUMENT.relative_to(ROOT)} is up to date.")


def _known(found: list[scale_report.Size]) -> list[scale_report.Size]:
    """The sizes of which there is something to tell."""
    return [size for size in found if size.engines]


def _leave_nothing(url: str, database: str) -> None:
    if url:
        engines.forget(url)
    if database:
        from django.db import connections  # Django is set up by now, not when this module is read

        connections.close_all()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
