"""Rebuilds of two checkouts, side by side: what is told of them."""

from scripts.bench.search import against
from scripts.bench.search.against import Run, measured, table


def test_best_run_of_each_counts_and_the_ratio_is_of_documents_per_second(tmp_path, monkeypatch):
    theirs, ours = tmp_path / "theirs-tree", tmp_path / "ours-tree"
    runs = {
        theirs: iter([Run(8.0, 9.0, 100), Run(4.0, 5.0, 100), Run(5.0, 6.0, 100), Run(4.0, 5.0, 100)]),
        ours: iter([Run(4.0, 9.0, 100), Run(2.0, 3.0, 100), Run(1.0, 2.5, 100), Run(2.0, 2.0, 100)]),
    }
    steps = []

    def asked(tree, folder, *wanted):
        assert folder == tmp_path / ("theirs" if tree == theirs else "ours")
        steps.append(wanted)
        return [next(runs[tree])] if wanted[-1] == "rebuild" else []

    monkeypatch.setattr(against, "asked", asked)
    found = measured((theirs, ours), tmp_path, 1_000, runs=2)
    assert steps[:4] == [("corpus=1000",), ("corpus=1000",), ("rebuild",), ("rebuild",)]
    assert steps[-2:] == [("change=10", "rebuild")] * 2
    assert table(found).rows == [
        ("the first", "100", "12", "25", "× 2.00", "11", "11", "× 1.00"),
        ("nothing changed", "100", "25", "100", "× 4.00", "20", "40", "× 2.00"),
        ("about 100 titles changed", "100", "25", "50", "× 2.00", "20", "50", "× 2.50"),
    ]
