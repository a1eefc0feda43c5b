"""The measures: their arithmetic, their report, and one quick run of all of them in processes of their own."""

import argparse
import os
import subprocess
import sys
from pathlib import Path

import pytest

from scripts.bench.__main__ import sizes
from scripts.bench.memory import can_measure, family, held
from scripts.bench.place import CLEARED, own_folder
from scripts.bench.report import Section, Table, placed, write
from scripts.bench.search.recording import Recorder
from scripts.bench.timing import Timing, by_turns, measure, ms, percentile, ratio

ROOT = Path(__file__).parents[2]


def test_percentiles_are_samples_that_were_seen():
    samples = [float(n) for n in range(1, 101)]
    assert [percentile(samples, rank) for rank in (50, 95, 100)] == [50.0, 95.0, 100.0]
    assert [percentile([3.0, 1.0, 2.0], rank) for rank in (50, 95)] == [2.0, 3.0]
    assert percentile([7.0], 50) == 7.0


def test_measure_calls_warm_up_and_repetitions_with_what_comes_before():
    calls = []
    timing = measure(lambda: calls.append("call"), repetitions=4, warm_up=2, before=lambda: calls.append("before"))
    assert calls == ["before", "call"] * 6
    assert timing.repetitions == 4
    assert 0 < timing.p50 <= timing.p95
    assert timing.cpu >= 0


@pytest.mark.parametrize(("microseconds", "together"), [(20, 50), (49, 50), (50, 1), (3_000, 1)])
def test_very_short_calls_are_timed_together(microseconds, together):
    calls = []
    timing = measure(
        lambda: calls.append(1),
        repetitions=3,
        warm_up=0,
        clock=lambda: (len(calls) * microseconds * 1_000, len(calls) * 500),
    )
    assert len(calls) == 1 + 3 * together
    assert timing == Timing(p50=microseconds / 1_000, p95=microseconds / 1_000, cpu=0.0005, repetitions=3)


def test_two_calls_are_timed_by_turns():
    calls = []
    timings = by_turns(lambda: calls.append("a"), lambda: calls.append("b"), repetitions=3, warm_up=1)
    assert calls == ["a", "b"] * 4
    assert [timing.repetitions for timing in timings] == [3, 3]


@pytest.mark.parametrize(("value", "shown"), [(123.4, "123"), (12.34, "12.3"), (0.01234, "0.012")])
def test_milliseconds_show_the_digits_that_mean_something(value, shown):
    assert ms(value) == shown


@pytest.mark.parametrize(("value", "shown"), [(85.2, "× 85"), (2.345, "× 2.35")])
def test_ratios_show_the_digits_that_mean_something(value, shown):
    assert ratio(value) == shown


def test_sizes_are_sorted_and_distinct():
    assert sizes("10000,1_000,1000") == [1000, 10000]


@pytest.mark.parametrize("text", ["", "mille", "10;20", "0"])
def test_sizes_that_mean_nothing_are_refused(text):
    with pytest.raises(argparse.ArgumentTypeError):
        sizes(text)


def test_section_says_which_targets_are_missed():
    section = Section("k", "Title", "Text.", [Table(("a", "b"), [("1", "2")])], [("x", "≤ 1", "2", False)])
    assert section.markdown() == (
        "## Title\n\nText.\n\n"
        "| target | wanted | measured | met |\n| --- | --- | --- | --- |\n| x | ≤ 1 | 2 | **no** |\n\n"
        "| a | b |\n| --- | --- |\n| 1 | 2 |"
    )


def test_document_keeps_what_is_written_by_hand_around_the_sections(tmp_path):
    path = tmp_path / "benchmarks.md"
    write([Section("a", "A", "first"), Section("b", "B", "first")], "cmd", path=path)
    path.write_text(path.read_text().replace("# Benchmarks", "# Mine"))
    write([Section("a", "A", r"second \1")], "cmd", path=path)
    text = path.read_text()
    assert text.startswith("# Mine\n")
    assert [text.count(part) for part in ("second \\1", "first", "## A", "## B")] == [1, 1, 1, 1]
    assert text.index("## A") < text.index("## B")


def test_section_is_placed_between_its_marks():
    assert placed("x\n<!-- bench:k -->\nold\n<!-- /bench:k -->\ny", "k", "new") == (
        "x\n<!-- bench:k -->\nnew\n<!-- /bench:k -->\ny"
    )


@pytest.fixture(autouse=True)
def environment_kept():
    """A run of the bench sets and clears variables for its own process; the next test must find them as they were."""
    before = dict(os.environ)
    yield
    os.environ.clear()
    os.environ.update(before)


def test_own_folder_hides_what_is_exported_and_is_removed(monkeypatch):
    for name in (*CLEARED, "VAR_DIR", "DJANGO_SETTINGS_MODULE", "LOG_LEVEL"):
        monkeypatch.setenv(name, "https://elsewhere.example")
    monkeypatch.delenv("BENCH_VAR_DIR", raising=False)
    with own_folder() as folder:
        assert [name for name in CLEARED if name in os.environ] == []
        assert os.environ["VAR_DIR"] == str(folder)
        assert folder.is_dir()
    assert not folder.exists()


def test_chosen_folder_is_kept(monkeypatch, tmp_path):
    for name in ("VAR_DIR", "DJANGO_SETTINGS_MODULE", "LOG_LEVEL"):
        monkeypatch.setenv(name, "before")
    monkeypatch.setenv("BENCH_VAR_DIR", str(tmp_path / "kept"))
    with own_folder() as folder:
        pass
    assert folder == tmp_path / "kept"
    assert folder.is_dir()


def test_recorder_replays_what_was_asked():
    asked = []

    class Searcher:
        num_docs = 3

        def search(self, query, limit=1):
            asked.append((query, limit))
            return limit

    recorder = Recorder(Searcher())
    assert (recorder.search("a", limit=2), recorder.num_docs) == (2, 3)
    recorder.replay()
    assert asked == [("a", 2), ("a", 2)]


@pytest.mark.skipif(not can_measure(), reason="this system does not tell what a process holds")
def test_memory_counts_children_with_their_parent():
    child = "import subprocess, sys; p = subprocess.Popen([sys.executable, '-c', 'input()'], stdin=0); p.wait()"
    with subprocess.Popen([sys.executable, "-c", child], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        while len(family(process.pid)) < 2:
            pass
        rss, pss, count = held(process.pid)
        process.stdin.close()
    assert count == 2
    assert 0 < pss <= rss < 200


@pytest.mark.long
def test_quick_run_measures_everything_and_leaves_the_document_alone(tmp_path):
    document = ROOT / "docs" / "benchmarks.md"
    before = document.read_bytes()
    done = subprocess.run(
        [sys.executable, "-m", "scripts.bench", "--quick"],
        cwd=ROOT,
        env=os.environ | {"BENCH_VAR_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=600,
    )
    assert done.returncode == 0, done.stderr
    titles = [
        "## Public pages",
        "## Search endpoint",
        "## Index rebuild",
        "## Corpus",
        "## The A.D.O.C.",
        "## The C.A.P. 2030",
        *["## Memory"] * can_measure(),
    ]
    assert [line for line in done.stdout.splitlines() if line.startswith("## ")] == titles
    assert document.read_bytes() == before


@pytest.mark.long
def test_quick_run_of_the_edges_measures_one_of_them_and_leaves_the_document_alone(tmp_path):
    document = ROOT / "docs" / "benchmarks.md"
    before = document.read_bytes()
    done = subprocess.run(
        [sys.executable, "-m", "scripts.bench.edges", "--quick", "--only", "login"],
        cwd=ROOT,
        env=os.environ | {"BENCH_VAR_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=600,
    )
    assert done.returncode == 0, done.stderr
    assert [line for line in done.stdout.splitlines() if line.startswith("## ")] == ["## Hammered"]
    assert [line.split(" | ")[:2] for line in done.stdout.splitlines() if line.startswith("| login |")] == [
        ["| login", "one address"],
        ["| login", "strangers"],
    ]
    assert document.read_bytes() == before
