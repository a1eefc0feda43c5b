"""Tests that share a server, a browser or a long preparation run on one worker: those of one `xdist_group`.

xdist 3.8 writes the group into a test's name, where pytest 9.2 no longer reads it: any test would go to any worker,
and each would prepare everything (https://github.com/pytest-dev/pytest-xdist/issues/1386). Here a worker writes beside
its folder which test is of which group, and the scheduler reads it.
"""

import json
import os

import pytest
from xdist.scheduler import LoadGroupScheduling

from tests.isolation import own_folder, worker_name

FILE = "groups.json"


def tell(items):
    """Write down the groups of these tests for the scheduler, which has not seen them."""
    if worker_name() == "main":
        return
    groups = {}
    for item in items:
        names = {mark.args[0] for mark in item.iter_markers("xdist_group")}
        if names:
            groups[item.nodeid] = "+".join(sorted(names))
    unfinished = own_folder() / FILE
    unfinished.write_text(json.dumps(groups))
    os.replace(unfinished, own_folder().parent / FILE)


class OneWorkerForEachGroup(LoadGroupScheduling):
    """Hands a whole group to one worker, the largest groups first, then test by test."""

    groups = None

    def _split_scope(self, nodeid):
        if self.groups is None:
            self.groups = json.loads((own_folder().parent / FILE).read_text())
        return self.groups.get(nodeid) or super()._split_scope(nodeid)


@pytest.hookimpl(optionalhook=True)  # `make mutation` runs without xdist
def pytest_xdist_make_scheduler(config, log):
    return OneWorkerForEachGroup(config, log) if config.getvalue("dist") == "loadgroup" else None
