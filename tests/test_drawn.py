"""Which tests a run takes, and how many examples the drawn ones draw."""

from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import drawn
from tests.conftest import pytest_collection_modifyitems


@given(st.integers())
def with_hypothesis(number):
    pass


def by_itself():
    pass


def item(name, function, *marks):
    return SimpleNamespace(
        name=name,
        obj=function,
        get_closest_marker=lambda mark: mark in marks,
        iter_markers=lambda mark: iter(()),
        nodeid=name,
        add_marker=lambda mark: None,
    )


@pytest.mark.parametrize(
    ("long", "taken"),
    [(False, ["plain", "property", "seeded", "whole"]), (True, ["property", "seeded", "drill", "long property"])],
)
def test_run_takes_the_long_tests_or_the_others_and_draws_in_both(long, taken):
    items = [
        item("plain", by_itself),
        item("property", with_hypothesis),
        item("seeded", by_itself, "drawn"),
        item("whole", by_itself, "e2e"),
        item("drill", by_itself, "long"),
        item("long property", with_hypothesis, "long"),
    ]
    left_out = []
    hook = SimpleNamespace(pytest_deselected=lambda items: left_out.extend(items))
    everything = list(items)
    pytest_collection_modifyitems(SimpleNamespace(getoption=lambda name: long, hook=hook), items)

    assert [one.name for one in items] == taken
    assert left_out == [one for one in everything if one.name not in taken]


@pytest.mark.parametrize(("profile", "counts"), [("short", (3, 3)), ("long", (700, 700))])
def test_examples_are_few_in_every_run_and_many_in_the_long_one(profile, counts):
    own = settings.get_current_profile_name()
    settings.load_profile(profile)
    try:
        found = (drawn.examples(short=3, long=700).max_examples, drawn.of(short=3, long=700))
    finally:
        settings.load_profile(own)
    assert found == counts
