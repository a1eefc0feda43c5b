"""What `scripts.bench.search.scale` says: one section of `docs/benchmarks.md` and its growth curve."""

from dataclasses import dataclass, field
from pathlib import Path

from scripts.bench import clients
from scripts.bench.report import ROOT, Section, Table
from scripts.bench.search import curve as curves
from scripts.bench.search import freshness
from scripts.bench.search.engines import ELASTICSEARCH, EMBEDDED, Row
from scripts.bench.search.searching import FACETS, WORDS
from scripts.bench.timing import Timing, ms, ratio

#: Sizes beyond are measured apart, on the embedded engine mostly, and have a section and a curve of their own.
USUAL_AT_MOST = 110_000
CURVE = ROOT / "docs" / "images" / "recherche-croissance.svg"
LARGE_CURVE = CURVE.with_name("recherche-million.svg")
#: (least number of documents, most times the bare engine's CPU).
OVER_BARE = ((100_000, 1.3), (10_000, 3.0))
OVER_RAW_MS = 2.0
STOCK_AT_LEAST = (50, 50, 100)
REBUILD_AT_LEAST = 5.0
MIB = 1 << 20
#: Of a site this large: milliseconds of a faceted search (p95), MiB of the process that indexes, seconds to be found.
LARGE, LARGE_MS, LARGE_MIB, LARGE_SECONDS = 1_000_000, 60.0, 1_536.0, 2.0
Target = tuple[str, str, str, bool]


@dataclass(slots=True)
class Size:
    """Everything measured with one number of documents. Wagtail's own search is measured at some sizes only."""

    documents: int
    engines: list[Row] = field(default_factory=list)
    not_modified: dict[str, tuple[Timing, Timing, int]] = field(default_factory=dict)
    waits: list[clients.Row] = field(default_factory=list)
    published: list[freshness.FreshnessRow] = field(default_factory=list)
    stock: dict[str, tuple[Timing, int]] = field(default_factory=dict)
    stock_rates: tuple[float, float] | None = None


def sections(found: list[Size], database: str) -> list[tuple[Section, Path, str]]:
    """(section, file of its curve, curve) for the usual sizes and for the large ones, where there are any."""
    usual = [size for size in found if size.documents <= USUAL_AT_MOST]
    large = [size for size in found if size.documents > USUAL_AT_MOST]
    pairs = ((usual, CURVE, "scale", "Search at scale"), (large, LARGE_CURVE, "large", "Search at a million"))
    return [
        (section(sizes, database, key=key, title=title, picture=picture.name), picture, curve(sizes))
        for sizes, picture, key, title in pairs
        if sizes
    ]


def section(
    found: list[Size], database: str, *, key: str = "scale", title: str = "Search at scale", picture: str = CURVE.name
) -> Section:
    """The report of these sizes together."""
    has_both = any(row.engine == ELASTICSEARCH for size in found for row in size.engines)
    text = (
        f"Real pages written by `make_corpus`; the database is {database}. "
        f"{'Both engines.' if has_both else 'Without Elasticsearch: ELASTICSEARCH_URL was not set.'} « {WORDS} » and "
        "three filters, nine facets with disjunctive counts, ladder, 20 hits with highlights. The endpoint is asked "
        "through the WSGI application, every middleware included, by turns with the bare engine: tantivy’s own calls "
        "of the same plan, replayed, or the same `_search` on an open connection, its answer read and not looked at. "
        "Ratios and differences are of this process’s CPU, which other programs change least; with Elasticsearch "
        "that leaves out the server’s own time, which is the same on both sides.\n\n"
        f"![Milliseconds by number of documents](images/{picture})"
    )
    tables = [_endpoint(found), _indexes(found), _stock(found, database), _clients(found), _freshness(found)]
    return Section(key, title, text, [*tables, _not_modified(found)], _targets(found))


def curve(found: list[Size]) -> str:
    """Medians of two words and three filters, and of Wagtail's own search for the two words."""
    series = []
    for engine, bare_name in ((EMBEDDED, "tantivy, bare"), (ELASTICSEARCH, "Elasticsearch, raw")):
        rows = [row for size in found for row in size.engines if row.engine == engine]
        ours = [(row.documents, row.reference[0].p50) for row in rows]
        bare = [(row.documents, row.reference[1].p50) for row in rows]
        series += [curves.Series(f"endpoint, {engine}", ours), curves.Series(bare_name, bare)]
    for name in dict.fromkeys(name for size in found for name in size.stock):
        points = [(size.documents, size.stock[name][0].p50) for size in found if name in size.stock]
        series.append(curves.Series(name.partition(":")[0].replace("`", ""), points))
    return curves.svg("One search, by number of documents (median)", series)


def _targets(found: list[Size]) -> list[Target]:
    return [
        *(target for size in found for row in size.engines for target in _engine_targets(row)),
        *(target for size in found for target in _stock_targets(size)),
        *(target for size in found for row in size.engines for target in _large_targets(row)),
        *_waiting_targets(found),
    ]


def _large_targets(row: Row) -> list[Target]:
    if row.documents < LARGE or row.engine != EMBEDDED:
        return []
    found: list[Target] = [
        (f"p95, {row.documents} documents, {name}", f"≤ {LARGE_MS:.0f} ms", f"{ms(ours.p95)} ms", ours.p95 <= LARGE_MS)
        for name, (ours, _, _) in row.pairs.items()
        if "filters" in name
    ]
    held = f"{row.peak:.0f} MiB"
    found.append(
        (f"peak of the rebuild, {row.documents} documents", f"≤ {LARGE_MIB:.0f} MiB", held, row.peak <= LARGE_MIB)
    )
    return found


def _engine_targets(row: Row) -> list[Target]:
    found: list[Target] = []
    for name, (ours, bare, _) in row.pairs.items():
        if row.engine == ELASTICSEARCH:
            over = ours.cpu - bare.cpu
            what = f"endpoint − raw `_search`, {row.documents} documents, {name}"
            found.append((what, f"≤ {OVER_RAW_MS:.0f} ms", f"{ms(over)} ms", over <= OVER_RAW_MS))
            continue
        most = next((most for least, most in OVER_BARE if row.documents >= least), None)
        if most is not None:
            times = ours.cpu / bare.cpu
            what = f"endpoint ÷ bare tantivy, {row.documents} documents, {name}"
            found.append((what, f"≤ {most:g}", ratio(times), times <= most))
    return found


def _stock_targets(size: Size) -> list[Target]:
    if size.documents < 10_000 or not size.stock or size.stock_rates is None:
        return []
    row = size.engines[0]
    ours = row.pairs["two words"][0].p50
    found: list[Target] = []
    for (name, (timing, _)), least in zip(size.stock.items(), STOCK_AT_LEAST, strict=True):
        times = timing.p50 / ours
        found.append((f"{name} ÷ ours, {size.documents} documents", f"≥ {least}", ratio(times), times >= least))
    times = row.rebuilt / size.stock_rates[0]
    what = f"rebuild ÷ `update_index`, {size.documents} documents"
    found.append((what, f"≥ {REBUILD_AT_LEAST:g}", ratio(times), times >= REBUILD_AT_LEAST))
    return found


def _waiting_targets(found: list[Size]) -> list[Target]:
    targets: list[Target] = []
    for size in found:
        for row in size.published:
            most = LARGE_SECONDS if row.documents >= LARGE else freshness.SECONDS_AT_MOST
            what = f"publish → found in another process, p95, {row.engine}, {row.documents} documents"
            targets.append((what, f"≤ {most:g} s", _said(row), row.p95 <= most))
    for engine, (_, view, calls) in found[0].not_modified.items():
        met = view.cpu < 0.3 and not calls
        targets.append(
            (f"a 304 in the view, engine calls, {engine}", "< 0.3 ms, 0", f"{ms(view.cpu)} ms, {calls}", met)
        )
    return targets


def _said(row: freshness.FreshnessRow) -> str:
    return f"not found in {freshness.PATIENCE:.0f} s" if row.lost else f"{row.p95:.2f} s"


def _endpoint(found: list[Size]) -> Table:
    header = ("engine", "documents", "search", "hits", "JSON", "CPU", "bare", "CPU", "÷ (CPU)", "− (CPU)")
    rows = [
        (
            row.engine,
            str(row.documents),
            name,
            str(total),
            ours.shown,
            ms(ours.cpu),
            bare.shown,
            ms(bare.cpu),
            ratio(ours.cpu / bare.cpu) if row.engine == EMBEDDED else "–",
            f"{ms(ours.cpu - bare.cpu)} ms",
        )
        for size in found
        for row in size.engines
        for name, (ours, bare, total) in row.pairs.items()
    ]
    return Table(header, rows)


def _indexes(found: list[Size]) -> Table:
    header = (
        *("index", "documents", "rebuild, documents/s", "by CPU", "nothing changed, documents/s"),
        *("`update_index`, entries/s", "by CPU", "ratio", "ratio by CPU", "MiB", "peak MiB", "of a helper"),
    )
    rows = []
    for size in found:
        for row in size.engines:
            wall, cpu = size.stock_rates or (0.0, 0.0)
            theirs = (
                (f"{wall:.0f}", f"{cpu:.0f}", ratio(row.rebuilt / wall), ratio(row.rebuilt_cpu / cpu)) if wall else ()
            )
            shown = theirs or ("–",) * 4
            again = f"{row.again:.0f}" if row.again else "–"
            ours = (row.engine, str(row.documents), f"{row.rebuilt:.0f}", f"{row.rebuilt_cpu:.0f}", again)
            held = (f"{row.peak:.0f}", f"{row.helper:.0f}")
            rows.append((*ours, *shown, f"{row.bytes_on_disk / MIB:.1f}", *held))
    return Table(header, rows)


def _stock(found: list[Size], database: str) -> Table:
    header = ("documents", f"Wagtail on {database}", "p50 / p95 ms", "calls", "SQL", "÷ our JSON, two words")
    rows = [
        (
            str(size.documents),
            name.replace(f" + {len(FACETS)} facets", f" + {len(FACETS)} plain facets"),
            timing.shown,
            str(timing.repetitions),
            str(sql),
            ratio(timing.p50 / size.engines[0].pairs["two words"][0].p50),
        )
        for size in found
        for name, (timing, sql) in size.stock.items()
    ]
    return Table(header, rows)


def _clients(found: list[Size]) -> Table:
    header = (f"{clients.CLIENTS} clients, granian", "documents", "face", "p50 / p95 ms", "answers/s", "RSS MiB")
    rows = [
        (
            row.engine,
            str(row.documents),
            row.face,
            f"{ms(row.p50)} / {ms(row.p95)}",
            f"{row.per_second:.0f}",
            f"{row.rss:.0f}",
        )
        for size in found
        for row in size.waits
    ]
    return Table(header, rows)


def _freshness(found: list[Size]) -> Table:
    rows = [
        (
            row.engine,
            str(row.documents),
            _said(row) if row.lost else f"{row.p50:.2f} / {row.p95:.2f}",
            str(row.publications),
        )
        for size in found
        for row in size.published
    ]
    return Table(("publish → found", "documents", "p50 / p95 s", "publications"), rows)


def _not_modified(found: list[Size]) -> Table:
    rows = [
        (engine, str(size.documents), stack.shown, view.shown, ms(view.cpu), str(calls))
        for size in found
        for engine, (stack, view, calls) in size.not_modified.items()
    ]
    return Table(("304", "documents", "whole stack", "view alone", "view, CPU", "engine calls"), rows)
