"""How a mutant takes the place of the code that runs, and what `make mutation` measures."""

import importlib.util
from pathlib import Path

import pytest

from scripts.demo.places import ROOT
from scripts.mutation import __main__ as mutation
from scripts.mutation.functions import Reached, functions_of, living, put

SOURCE = """
from functools import cache

LIMIT = 3

def small(number, most=LIMIT):
    return number < most

class Thing:
    @property
    def size(self):
        return len([one for one in "abc"])

    @staticmethod
    @cache
    def kept():
        return 1
"""


@pytest.fixture
def path(tmp_path):
    found = tmp_path / "thing.py"
    found.write_text(SOURCE, encoding="utf-8")
    return str(found)


@pytest.fixture
def module(path):
    spec = importlib.util.spec_from_file_location("thing", path)
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    return made


def changed_names(path, *change):
    before, after = functions_of(SOURCE, path), functions_of(SOURCE.replace(*change), path)
    return [name for name in before if before[name] != after[name]]


@pytest.mark.parametrize(
    ("change", "names"),
    [
        (("number < most", "number <= most"), ["small"]),
        (('"abc"', '"ab"'), ["Thing.size"]),
        (("return 1", "return 2"), ["Thing.kept"]),
        # What the module does when it is imported, "", cannot be put in any more.
        (("LIMIT = 3", "LIMIT = 4"), [""]),
        (("most=LIMIT", "most=2"), [""]),
        (("    @property\n", ""), [""]),
    ],
)
def test_mutant_changes_functions_or_what_runs_at_the_import(path, change, names):
    found = changed_names(path, *change)

    assert [name for name in found if name in names] == names
    assert "" in names or "" not in found


def test_mutant_is_put_into_the_functions_that_run_whatever_decorates_them(module, path):
    before = (module.small(3), module.Thing().size, module.Thing.kept())
    mutant = SOURCE.replace("<", "<=").replace('"abc"', '"ab"').replace("return 1", "return 2")
    put(functions_of(mutant, path), living(path))
    module.Thing.kept.cache_clear()

    assert (before, (module.small(3), module.Thing().size, module.Thing.kept())) == ((False, 3, 1), (True, 2, 2))


def test_lines_of_a_function_are_reached_by_who_calls_it(module, path):
    with Reached(path) as lines:
        module.small(1)

    assert lines == {6, 7}


@pytest.mark.long
def test_run_tells_which_changes_the_tests_see(tmp_path):
    [target] = [one for one in mutation.TARGETS if one.module == "search/answers/facet_counts.py"]
    source = (ROOT / target.module).read_text(encoding="utf-8")
    mutants = []
    for before, after in (("own is None", "own is not None"), ("0) +", "0)  +"), ('"ordre", "slug"', '"depth"')):
        line = 1 + source[: source.index(before)].count("\n")
        change = {"operator": "By hand", "line": line, "change": f"{before} → {after}"}
        mutants.append({**change, "source": source.replace(before, after)})

    # A change inside of a function, none at all, and one of what is read once.
    assert [one["found"] for one in mutation.tried(target, mutants, tmp_path)] == [True, False, True]


def test_modules_and_their_tests_are_there():
    named = [path for target in mutation.TARGETS for path in (target.module, *target.tests)]

    assert [path for path in named if not (ROOT / path).is_file()] == []


def test_missing_tool_is_told_with_what_installs_it(monkeypatch, capsys):
    monkeypatch.setattr(mutation, "TOOL", Path("/nowhere/venv/bin/python"))

    assert mutation.main([]) == 1
    assert capsys.readouterr().out.splitlines()[1:] == [
        "  python3 -m venv /nowhere/venv",
        "  /nowhere/venv/bin/python -m pip install --require-hashes -r scripts/mutation/requirements.txt",
    ]


def test_modules_are_chosen_by_a_word_of_their_path_and_survivors_are_shown(monkeypatch, capsys):
    def measured(target, sample):
        told = {"operator": "NegateIn", "line": 7, "change": "in → not in", "tests": 2}
        return [{**told, "found": number < sample} for number in range(4)]

    monkeypatch.setattr(mutation, "require_tool", lambda: None)
    monkeypatch.setattr(mutation, "measured", measured)

    assert mutation.main(["outbox", "--sample", "3"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "search/index/outbox.py: 4 mutants, 3 found (75.0%)",
        "  line 7, 2 tests, NegateIn: in → not in",
    ]
