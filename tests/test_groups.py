"""What `make test` relies on: a group is prepared once. It went unnoticed when xdist no longer saw to it."""

import pytest
from xdist.scheduler import LoadGroupScheduling

from tests import groups

ran = []


@pytest.mark.xdist_group("tests of one group")
@pytest.mark.parametrize("rank", range(8))
def test_tests_of_a_group_run_in_one_process_and_in_their_order(request, rank):
    ran.append(request.node.name)
    chosen = [item.name for item in request.session.items if item.originalname == request.node.originalname]
    assert ran == chosen[: chosen.index(request.node.name) + 1]


def test_scheduler_knows_the_groups_that_a_worker_has_written(request, monkeypatch, tmp_path):
    (tmp_path / "gw7").mkdir()
    monkeypatch.setattr(groups, "own_folder", lambda: tmp_path / "gw7")
    monkeypatch.setattr(groups, "worker_name", lambda: "gw7")
    mine = request.node
    mine.add_marker(pytest.mark.xdist_group("mine"))
    groups.tell([mine])
    scheduler = groups.pytest_xdist_make_scheduler(Dist("loadgroup"), None)
    assert [scheduler._split_scope(name) for name in (mine.nodeid, "elsewhere")] == ["mine", "elsewhere"]
    assert isinstance(scheduler, LoadGroupScheduling)


def test_another_way_to_share_tests_out_is_left_to_xdist():
    assert groups.pytest_xdist_make_scheduler(Dist("load"), None) is None


class Dist:
    """As much of pytest's configuration as a scheduler is made of."""

    def __init__(self, dist):
        self.dist = dist

    def getvalue(self, name):
        return {"dist": self.dist, "tx": ["2*popen"]}[name]
