"""An upgrade under load, in short: nobody is refused, the next release serves, and the one before serves again."""

import pytest

from scripts.drill.upgrade import Machine, exercise, next_release, row
from scripts.drill.visitors import PAGE, SEARCH, Answered
from scripts.install.releases import sources
from tests.scripts.test_releases import ROOT


def test_next_release_differs_by_a_migration_a_style_sheet_and_the_index(tmp_path):
    there = next_release(tmp_path / "next")
    ours = {file.relative_to(ROOT): file.read_bytes() for file in sources(ROOT)}
    theirs = {file.relative_to(there): file.read_bytes() for file in sources(there)}
    changed = {str(name) for name in theirs if ours.get(name) != theirs[name]}
    sheets = {name for name in changed if name.endswith(".css")}
    assert set(ours) - set(theirs) == set()
    assert len(sheets) == 1
    assert changed - sheets == {"search/engines/embedded_schema.py", "workers/migrations/0002_exercice.py"}


def test_row_counts_who_was_refused_and_who_was_not_answered():
    seen = [Answered(PAGE, "/", 200, 0.1), Answered(PAGE, "/", 0, 3.0), Answered(SEARCH, "/r", 503, 0.2)]
    assert row("x", [*seen, Answered(PAGE, "/nulle-part/", 404, 0.1)], 4.6, 1.25) == (
        "x",
        "4.6",
        "1.2",
        "4",
        "2",
        "0.20",
        "3.0",
    )
    assert row("x", [], 1.0, 0.0) == ("x", "1.0", "0.0", "0", "0", "0.00", "0.0")


@pytest.mark.slow
@pytest.mark.long
def test_nobody_is_refused_during_upgrade_and_rollback(tmp_path):
    machine = Machine(tmp_path)
    machine.install(None)
    rows, walls = exercise(machine, a_second=4.0)
    assert {phase: failed for phase, _, _, _, failed, *_ in rows} == dict.fromkeys(
        ("quiet", "backup", "upgrade", "after it", "rollback", "after that", "restore, the site stopped"), "0"
    )
    assert {name for name, *_ in walls} >= {"La migration", "L’index", "L’arrêt des tâches", "Le redémarrage"}
