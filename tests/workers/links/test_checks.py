"""A class of observation that was forgotten somewhere is named at the start."""

from pathlib import Path

import pytest

from scripts.world.rows import ROWS
from workers.links import checks
from workers.links.client.classes import ObservationClass as C
from workers.links.verdict.rules import Group


def told():
    return [(error.id, error.msg) for error in checks.check_classes()]


def test_every_class_stands_in_each_of_its_places():
    assert checks.check_classes() == []


@pytest.mark.parametrize(
    ("table", "one", "expected"),
    [
        ("RULES", C.LEGAL, ("links.E001", "No rule judges LEGAL.")),
        ("JUDGES", Group.UNSAFE, ("links.E001", "No judge knows the group UNSAFE.")),
        ("CLASS_SENTENCES", C.LEGAL, ("links.E002", "Editors read nothing of LEGAL.")),
    ],
)
def test_what_was_forgotten_is_named(monkeypatch, table, one, expected):
    monkeypatch.setattr(checks, table, {name: value for name, value in getattr(checks, table).items() if name != one})
    assert told() == [expected]


def test_every_class_is_seen_by_some_line_of_code():
    room = Path(checks.__file__).parent
    files = [
        path for folder in ("client", "ledger") for path in (room / folder).rglob("*.py") if path.stem != "classes"
    ]
    code = "".join(path.read_text("utf-8") for path in files)
    unseen = [one.name for one in C if f"C.{one.name}" not in code and f"ObservationClass.{one.name}" not in code]
    assert unseen == []


def test_every_class_has_a_row_of_the_world():
    """But those of a second visit, and those that say something of us and nothing of a site."""
    of_ours = {C.SKIPPED_COOLDOWN, C.INCONCLUSIVE_SELF}
    assert set(C) - {row.expected for row in ROWS} == {C.NOT_MODIFIED, C.DOMAIN_DRIFT, *of_ours}


def test_rule_and_client_that_differ_are_named(monkeypatch):
    monkeypatch.setattr(checks, "SETS", {"ALIVE": (frozenset(checks.ALIVE - {C.OK}), Group.ALIVE)})
    assert told() == [("links.E003", "OK: its rule is of the group ALIVE, the client says otherwise.")]
