"""A class of observation that was forgotten somewhere is named at the start."""

import pytest

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


def test_rule_and_client_that_differ_are_named(monkeypatch):
    monkeypatch.setattr(checks, "SETS", {"ALIVE": (frozenset(checks.ALIVE - {C.OK}), Group.ALIVE)})
    assert told() == [("links.E003", "OK: its rule is of the group ALIVE, the client says otherwise.")]
