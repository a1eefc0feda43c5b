"""The measures at scale: their report, their curve, and one quick run of all of them in processes of their own."""

import itertools
import os
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from scripts.bench import clients
from scripts.bench.search import freshness
from scripts.bench.search.curve import Series, svg
from scripts.bench.search.engines import ELASTICSEARCH, EMBEDDED, Row
from scripts.bench.search.notes import Notes
from scripts.bench.search.scale import announced
from scripts.bench.search.scale_report import Size, curve, section, sections
from scripts.bench.search.searching import SEARCHES
from scripts.bench.server import own_database
from scripts.bench.timing import Timing

ROOT = Path(__file__).parents[2]
SVG = "{http://www.w3.org/2000/svg}"


def timing(milliseconds):
    return Timing(milliseconds, milliseconds * 2, milliseconds, 30)


def size(documents, engine=EMBEDDED, *, ours=3.0, bare=1.0, stock=None):
    pairs = {name: (timing(ours), timing(bare), 7) for name, _ in SEARCHES}
    return Size(
        documents,
        engines=[Row(engine, documents, 900.0, 1_000.0, 3 << 20, pairs)],
        not_modified={engine: (timing(0.5), timing(0.1), 0)},
        waits=[clients.Row(engine, documents, "JSON", 9.0, 20.0, 80.0, 150.0)],
        published=[freshness.FreshnessRow(engine, documents, 0.3, 1.2, 20)],
        stock={name: (timing(stock), 5) for name in ("v2", "v3", "modelsearch: x")} if stock else {},
        stock_rates=(300.0, 500.0) if stock else None,
    )


def test_section_judges_each_engine_by_its_own_target():
    found = [size(1_000), size(10_000, ours=3.1, stock=310.0), size(10_000, ELASTICSEARCH, ours=3.0)]

    names = [name for name, _ in SEARCHES]
    assert section(found, "SQLite").targets == [
        *((f"endpoint ÷ bare tantivy, 10000 documents, {name}", "≤ 3", "× 3.10", False) for name in names),
        *((f"endpoint − raw `_search`, 10000 documents, {name}", "≤ 2 ms", "2.0 ms", True) for name in names),
        ("v2 ÷ ours, 10000 documents", "≥ 50", "× 100", True),
        ("v3 ÷ ours, 10000 documents", "≥ 50", "× 100", True),
        ("modelsearch: x ÷ ours, 10000 documents", "≥ 100", "× 100", True),
        ("rebuild ÷ `update_index`, 10000 documents", "≥ 5", "× 3.00", False),
        *(
            (f"publish → found in another process, p95, {engine}, {documents} documents", "≤ 1 s", "1.20 s", False)
            for engine, documents in ((EMBEDDED, 1_000), (EMBEDDED, 10_000), (ELASTICSEARCH, 10_000))
        ),
        (f"a 304 in the view, engine calls, {EMBEDDED}", "< 0.3 ms, 0", "0.100 ms, 0", True),
    ]


def test_large_sizes_have_a_section_and_a_curve_of_their_own():
    found = sections([size(10_000), size(1_000_226)], "SQLite")
    assert [(one.key, one.title, file.name) for one, file, _ in found] == [
        ("scale", "Search at scale", "recherche-croissance.svg"),
        ("large", "Search at a million", "recherche-million.svg"),
    ]
    assert [one.key for one, _, _ in sections([size(300_000)], "SQLite")] == ["large"]


def test_a_million_documents_are_judged_by_what_a_visitor_waits_and_by_memory():
    slow = size(1_000_226, ours=31.0)
    slow.engines[0].peak = 2_000.0
    slow.published[0] = freshness.FreshnessRow(EMBEDDED, 1_000_226, 60.0, 60.0, 3, lost=True)
    assert [
        target for target in section([slow], "SQLite").targets if "÷" not in target[0] and "304" not in target[0]
    ] == [
        ("p95, 1000226 documents, two words, three filters", "≤ 60 ms", "62.0 ms", False),
        ("p95, 1000226 documents, three filters", "≤ 60 ms", "62.0 ms", False),
        ("peak of the rebuild, 1000226 documents", "≤ 1536 MiB", "2000 MiB", False),
        (
            "publish → found in another process, p95, embedded, 1000226 documents",
            "≤ 2 s",
            "not found in 60 s",
            False,
        ),
    ]


def test_run_that_is_started_again_measures_nothing_twice(tmp_path):
    asked = []

    def measure():
        asked.append("measured")
        return {"two words": timing(3.0)}

    for _ in range(2):
        notes = Notes(tmp_path)
        assert notes.once((1_000, EMBEDDED, "searches"), measure) == {"two words": timing(3.0)}
        assert ((1_000, EMBEDDED, "searches") in notes, (1_000, EMBEDDED, "304") in notes) == (True, False)
    assert asked == ["measured"]


def test_step_that_fails_is_measured_again(tmp_path):
    def fail():
        raise RuntimeError

    with pytest.raises(RuntimeError):
        Notes(tmp_path).once(("step",), fail)
    assert Notes(tmp_path).once(("step",), lambda: 1) == 1


def test_section_says_what_was_not_there():
    assert "Without Elasticsearch: ELASTICSEARCH_URL was not set." in section([size(10)], "SQLite").text
    assert "the database is PostgreSQL" in section([size(10)], "PostgreSQL").text
    assert "Both engines." in section([size(10), size(10, ELASTICSEARCH)], "SQLite").text


def test_tables_have_a_cell_under_each_heading():
    tables = section([size(10), size(20, stock=9.0), size(20, ELASTICSEARCH)], "SQLite").tables
    assert [(len(table.header), {len(row) for row in table.rows}) for table in tables] == [
        (width, {width}) for width in (len(table.header) for table in tables)
    ]


def test_curve_has_a_line_and_a_name_for_each_series():
    found = ElementTree.fromstring(curve([size(100), size(1_000, stock=50.0)]))
    names = [text.text for text in found.iter(f"{SVG}text")][-5:]
    assert names == ["endpoint, embedded", "tantivy, bare", "v2", "v3", "modelsearch"]
    assert found.find(f"{SVG}title").text == "One search, by number of documents (median)"


def test_names_at_the_end_of_a_curve_do_not_overlap():
    found = ElementTree.fromstring(svg("t", [Series(name, [(10, 1.0), (100, 5.0)]) for name in "abc"]))
    heights = sorted(float(text.get("y")) for text in list(found.iter(f"{SVG}text"))[-3:])
    assert [after - before for before, after in itertools.pairwise(heights)] == [14.0, 14.0]


def test_length_of_a_run_is_said_before_it_begins():
    assert announced([1_000, 1_000_000], "") == (
        "1000000 pages take about: the corpus 25 min, the embedded index 10 min; more on a busy machine."
    )


def test_no_server_named_means_no_database_made():
    with own_database("sqlite:///somewhere") as database:
        assert database == ""


@pytest.mark.long
def test_quick_run_measures_everything_and_leaves_the_document_alone(tmp_path):
    document = ROOT / "docs" / "benchmarks.md"
    before = document.read_bytes()
    servers = ("DATABASE_URL", "REDIS_URL", "ELASTICSEARCH_URL")
    environment = {name: value for name, value in os.environ.items() if name not in servers}
    done = subprocess.run(
        [sys.executable, "-m", "scripts.bench.search.scale", "--quick"],
        cwd=ROOT,
        env=environment | {"BENCH_VAR_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=600,
    )
    assert done.returncode == 0, done.stderr
    firsts = [line.split(" | ")[0].strip("| ") for line in done.stdout.splitlines() if line.startswith("| ")]
    headings = ["target", "engine", "index", "documents", "8 clients, granian", "publish → found", "304"]
    assert [first for first in firsts if first in headings] == headings
    assert document.read_bytes() == before
