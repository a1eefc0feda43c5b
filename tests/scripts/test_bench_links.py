"""The measures of link checking: how verdicts are counted, how tools are read, and one quick run."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from scripts.bench.links import table
from scripts.bench.links.running import Run, run
from scripts.bench.links.server import fault_rows
from scripts.bench.links.tools import TOOLS, ToolMissingError, fetched, write_lists

ROOT = Path(__file__).parents[2]
FAULTS = [
    {"slug": slug, "url": f"http://127.17.0.{n}/", "first": first, "settled": settled}
    for n, (slug, first, settled) in enumerate(
        [("alive", "ok", "ok"), ("walled", "inverifiable", "inverifiable"), ("dead", "suspect", "casse")]
    )
]
ALIVE, WALLED, DEAD = (fault["url"] for fault in FAULTS)


@pytest.mark.parametrize(
    ("verdicts", "expected"),
    [
        ({ALIVE: False, WALLED: False, DEAD: True}, table.Judged(3, [], [])),
        ({ALIVE: True, WALLED: True, DEAD: True}, table.Judged(1, ["alive", "walled"], [])),
        ({ALIVE: False, WALLED: False, DEAD: False}, table.Judged(2, [], ["dead"])),
        ({}, table.Judged(2, [], ["dead"])),
    ],
)
def test_verdicts_are_wrong_in_two_ways(verdicts, expected):
    assert table.judged(verdicts, FAULTS) == expected


def test_correct_verdicts_per_second_count_both_lists_and_the_work_for_both():
    speed, found = Run(2.0, 1.0, 50.0, "", ""), Run(9.0, 3.0, 80.0, "", "")
    assert table.row("x", speed, found, 100, 98, table.Judged(22, [], [])) == table.Row(
        "x", 50.0, 10_000.0, 80.0, 30.0, table.Judged(22, [], [])
    )


def test_what_the_tools_write_is_read(tmp_path):
    lychee, linkchecker, linkinator = TOOLS
    one = {"url": ALIVE, "status": {"code": 200}}
    maps = {
        "success_map": {"f": [one]},
        "redirect_map": {"f": [{"origin": ALIVE}]},
        "error_map": {"f": [{"url": DEAD}]},
        "timeout_map": {},
    }
    (tmp_path / "lychee.json").write_text(json.dumps(maps))
    lines = f"# a\nurlname;result;valid\n{ALIVE};200;True\n{DEAD};404;False\n"
    said = json.dumps({"links": [{"url": ALIVE, "state": "OK"}, {"url": DEAD, "state": "BROKEN"}]})
    expected = {ALIVE: False, DEAD: True}
    assert lychee.verdicts(tmp_path, "") == expected
    assert linkchecker.verdicts(tmp_path, lines) == expected
    assert linkinator.verdicts(tmp_path, said) == expected


def test_lists_are_the_same_in_every_form(tmp_path):
    write_lists(tmp_path, [ALIVE, DEAD])
    assert (tmp_path / "urls.txt").read_text().split() == [ALIVE, DEAD]
    assert (tmp_path / "page.html").read_text().count("<a href=") == 2


def test_a_tool_that_cannot_be_fetched_is_told_in_a_sentence(tmp_path, monkeypatch):
    monkeypatch.setenv("VAR_DIR", str(tmp_path))
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ToolMissingError, match="linkinator needs node and npm, which are not installed here"):
        fetched(TOOLS[2])


def test_run_tells_what_a_program_used_and_said(tmp_path):
    given = tmp_path / "given"
    given.write_text("bonjour")
    script = "import sys; sum(range(3_000_000)); print(sys.stdin.read()); sys.stderr.write('bruit')"
    found = run([sys.executable, "-c", script], given=given)
    assert (found.said, found.complained) == ("bonjour\n", "bruit")
    assert found.cpu_s > 0
    assert found.seconds > 0


def test_fault_rows_for_every_tool_need_neither_names_nor_certificates():
    rows = fault_rows()
    assert len(rows) >= 200
    assert {row.url or row.tls or row.names for row in rows} == {None}


@pytest.mark.long
def test_quick_run_judges_every_row_rightly():
    command = [sys.executable, "-m", "scripts.bench.links", "--quick", "--ours-only"]
    environment = {name: value for name, value in os.environ.items() if not name.endswith("_URL")}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "## Link checking" in done.stdout
    assert "Ours was wrong on" not in done.stdout
    [line] = [line for line in done.stdout.splitlines() if line.startswith("| ours, library | ")]
    assert line.endswith("| 0 | 0 |")
