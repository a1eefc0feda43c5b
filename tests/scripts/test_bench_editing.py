"""The admin of two checkouts, side by side: what is told of them."""

from types import SimpleNamespace

import pytest

from scripts.bench import editing
from scripts.bench.editing import measured


@pytest.fixture
def trees(monkeypatch):
    """Two checkouts that answer as they are told; those that were ended."""
    said = {"theirs": [(40.0, 7)] * 3 + [(20.0, 7)], "ours": [(30.0, 5), (22.0, 6), (30.0, 5), (25.0, 5)]}
    ended = []

    class Told:
        def __init__(self, tree, folder, resources):
            self.said = {"places": ["home"]}
            self.asked = iter(said[tree])
            self.name = (tree, folder.is_dir(), resources)

        def ask(self, page):
            assert page == "home"
            return next(self.asked)

        def end(self):
            ended.append(self.name)

    monkeypatch.setattr(editing, "Tree", Told)
    return ended


def test_best_answer_of_each_counts(trees, tmp_path):
    assert measured(("theirs", "ours"), tmp_path, 300, runs=2) == [("home", "20", "22", "× 1.10", "7", "6")]
    assert trees == [("theirs", True, 300), ("ours", True, 300)]


def test_tree_that_ends_is_no_answer(tmp_path):
    tree = editing.Tree.__new__(editing.Tree)
    tree.process = SimpleNamespace(stdout=SimpleNamespace(readline=lambda: ""), args=["python"])
    with pytest.raises(RuntimeError, match="ended; it says above why"):
        tree._heard()
