"""How fast an index is made: ours against Wagtail's `update_index`, on the same database."""

import time

from scripts.bench.place import command
from scripts.bench.report import Section, Table
from scripts.bench.timing import ratio

LEAST = 5
Row = tuple[int, float, int, float | None]
TEXT = (
    "`search_rebuild` reads every page and writes a new embedded index beside the old one; `update_index` writes "
    "Wagtail’s own index into the database. Documents per second, the best of the runs for ours, one run for Wagtail’s."
)


def row(*, stock: bool, repetitions: int) -> Row:
    """(our documents, ours per second, stock's documents, stock's per second or None)."""
    best, documents = 0.0, 0
    for _ in range(repetitions):
        start = time.perf_counter()
        command("search_rebuild")
        documents = _indexed()
        best = max(best, documents / (time.perf_counter() - start))
    if not stock:
        return documents, best, 0, None
    rate, _ = stock_rates()
    return documents, best, _stock_indexed(), rate


def stock_rates() -> tuple[float, float]:
    """(entries per second, entries per second of this process's own work) of Wagtail's `update_index`."""
    start, worked = time.perf_counter(), time.process_time()
    command("update_index")
    elapsed, cpu = time.perf_counter() - start, time.process_time() - worked
    return _stock_indexed() / elapsed, _stock_indexed() / cpu


def _indexed() -> int:
    from search.engines import current_engine  # Django is set up by now, not when this module is read

    return sum(1 for _ in current_engine().ids_and_versions())


def _stock_indexed() -> int:
    from wagtail.search.models import IndexEntry  # as above

    return int(IndexEntry.objects.count())


def section(found: list[Row]) -> Section:
    """The report of all sizes together."""
    shown = [
        (
            str(documents),
            f"{ours:.0f}",
            f"{theirs:.0f} ({entries} entries)" if theirs else "–",
            ratio(ours / theirs) if theirs else "–",
        )
        for documents, ours, entries, theirs in found
    ]
    compared = [(documents, ours / theirs) for documents, ours, _, theirs in found if theirs]
    targets = [
        (f"rebuild ÷ `update_index`, {documents} documents", f"≥ {LEAST}", ratio(times), times >= LEAST)
        for documents, times in compared[-1:]
    ]
    return Section(
        "rebuild",
        "Index rebuild",
        TEXT,
        [Table(("documents", "ours, documents/s", "`update_index`, entries/s", "ratio"), shown)],
        targets,
    )
