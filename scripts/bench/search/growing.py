"""How fast the corpus itself is written, since every other figure begins with it."""

import time

from scripts.bench import place
from scripts.bench.report import Section, Table

RESOURCES, SECONDS_AT_MOST = 10_000, 120
Row = tuple[int, int, float]
TEXT = (
    "`make_corpus` writes pages, terms, links and their registry by bulk inserts into the database of the demo content."
)


def row(resources: int, already: int, seed: int) -> tuple[int, Row]:
    """(pages that visitors may find, what was added in how many seconds)."""
    start = time.perf_counter()
    documents = place.grow(resources, seed)
    return documents, (resources, resources - already, time.perf_counter() - start)


def section(found: list[Row]) -> Section:
    """The report of all sizes together."""
    shown = [
        (str(size), str(added), f"{seconds:.0f}", f"{added / seconds:.0f}") for size, added, seconds in found if added
    ]
    # From 1 000 to 10 000 counts as the whole way when scaled up.
    judged = [seconds * RESOURCES / added for size, added, seconds in found if size >= RESOURCES and added]
    targets = [
        (f"{RESOURCES} resources", f"≤ {SECONDS_AT_MOST} s", f"{judged[0]:.0f} s", judged[0] <= SECONDS_AT_MOST)
        for _ in judged[:1]
    ]
    header = ("resources", "added", "seconds", "resources/s")
    return Section("corpus", "Corpus", TEXT, [Table(header, shown)], targets)
