"""The drill: what it counts, whom it hurts, and that what it starts it ends."""

import os
import subprocess
import sys
from collections import Counter

import pytest

from scripts.drill.faults import CLUSTER, EMBEDDED, FAULTS, HANG, KILL, STOP, Fault, begin, end
from scripts.drill.stack import Kept
from scripts.drill.visitors import API, PAGE, PATHS, SEARCH, Answered, Told, told
from tests.patience import wait_until


def test_what_visitors_were_answered_is_summed_by_pages_and_others():
    seen = [
        Answered(PAGE, 200, 0.1),
        Answered(PAGE, 503, 0.2),
        Answered(PAGE, 0, 30.0),
        Answered(SEARCH, 503, 1.0),
        Answered(API, 429, 0.1),
    ]
    assert told(seen) == Told(
        answers=5, broken_pages=2, broken_others=1, slowest=30.0, statuses=Counter({503: 2, 200: 1, 0: 1, 429: 1})
    )
    assert told([]) == Told(answers=0, broken_pages=0, broken_others=0, slowest=0.0, statuses=Counter())


def test_each_fault_has_its_own_name_and_one_of_our_profiles():
    names = [fault.name for fault in FAULTS]
    assert len(names) == len(set(names))
    assert {profile for fault in FAULTS for profile in fault.profiles} == {EMBEDDED, CLUSTER}
    assert {fault.how for fault in FAULTS} == {HANG, STOP, KILL}


def test_visitors_ask_pages_searches_and_the_api():
    assert {kind for kind, _ in PATHS} == {PAGE, SEARCH, API}


@pytest.fixture
def sleeper(tmp_path):
    log = tmp_path / "log"
    kept = Kept("essai", [sys.executable, "-c", "import time; time.sleep(3600)"], dict(os.environ), log)
    yield kept
    kept.end()
    assert kept.process.poll() is not None


def state_of(pid):
    done = subprocess.run(["ps", "-o", "state=", "-p", str(pid)], capture_output=True, text=True)
    return done.stdout.strip()[:1]


def test_process_that_hangs_goes_on_and_one_that_is_killed_is_started_again(sleeper, monkeypatch):
    fault = Fault("essai", HANG, (EMBEDDED,))
    pids = sleeper.pids
    begin(fault, pids, stop=None)
    wait_until(lambda: state_of(pids[0]) == "T")
    end(fault, pids, start=None)
    wait_until(lambda: state_of(pids[0]) == "S")

    begin(Fault("essai", KILL, (EMBEDDED,)), pids, stop=None)
    wait_until(lambda: sleeper.pids not in ([], pids))
    assert state_of(sleeper.pids[0]) == "S"


def test_server_is_stopped_and_started_by_its_keeper():
    done = []
    fault = Fault("redis", STOP, (CLUSTER,))
    begin(fault, [], stop=lambda name: done.append(("stop", name)))
    end(fault, [], start=lambda: done.append("start"))
    assert done == [("stop", "redis"), "start"]
