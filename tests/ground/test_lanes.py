"""Lanes: so many at once, so many behind them, and the next is refused."""

import threading
from contextlib import ExitStack

import pytest

from ground.edges import lanes
from ground.edges.lanes import LANES, Lane, LaneFullError
from ground.edges.turns import Turns, Workplace
from scripts.demo.processes import THREADS


@pytest.fixture
def lane():
    return Lane("essai", at_once=1, waiting=2, patience=30, retry=7)


@pytest.fixture
def behind(lane):
    """Start threads that ask for a place; each name is in `served` once it has had its turn."""
    served, threads = [], []

    def start(who):
        def ask():
            with lane.place(who):
                served.append(who)

        threads.append(threading.Thread(target=ask))
        threads[-1].start()

    start.served, start.threads = served, threads
    yield start
    for thread in threads:
        thread.join(timeout=30)


def until(lane, here):
    """Wait until so many are in the lane: they come by themselves, at no known moment."""
    turn = threading.Event()
    while lane._here.total() < here:
        turn.wait(0.001)


def test_those_who_wait_have_their_turn_and_the_next_is_refused_at_once(lane, behind):
    with lane.place("a"):
        for who in ("b", "c"):
            behind(who)
        until(lane, 3)
        with pytest.raises(LaneFullError) as refused, lane.place("d"):
            pass
        assert (refused.value.retry, behind.served) == (7, [])
    for thread in behind.threads:
        thread.join(timeout=30)
    assert sorted(behind.served) == ["b", "c"]
    with lane.place("d"):
        assert lane._here == {"d": 1}


def test_one_address_leaves_a_place_to_others(lane, behind):
    with lane.place("a"):
        behind("a")
        until(lane, 2)
        with pytest.raises(LaneFullError), lane.place("a"):
            pass
        behind("b")
        until(lane, 3)
    for thread in behind.threads:
        thread.join(timeout=30)
    assert sorted(behind.served) == ["a", "b"]


def test_patience_has_an_end_and_gives_the_place_back():
    lane = Lane("essai", at_once=1, waiting=1, patience=0, retry=7)
    with lane.place("a"):
        with pytest.raises(LaneFullError), lane.place("b"):
            pass
        assert lane._here == {"a": 1}


def test_what_fails_gives_its_place_back(lane):
    with pytest.raises(ValueError, match="essai"), lane.place("a"):
        raise ValueError("essai")
    assert not lane._here
    with lane.place("b"):
        pass


def test_several_at_once_need_not_wait():
    lane = Lane("essai", at_once=2, waiting=0, patience=0, retry=7)
    with ExitStack() as stack:
        stack.enter_context(lane.place("a"))
        stack.enter_context(lane.place("b"))
        with pytest.raises(LaneFullError):
            stack.enter_context(lane.place("c"))


def test_full_lanes_leave_threads_to_pages():
    assert THREADS - sum(lane.places for lane in LANES) >= 4


def test_turn_goes_to_who_has_waited_longest():
    turns, order, threads = Turns(1), [], []
    turns.take()
    for number in range(5):

        def work(number=number):
            turns.take()
            order.append(number)
            turns.give_back()

        threads.append(threading.Thread(target=work))
        threads[-1].start()
        while len(turns._queue) <= number:
            threads[-1].join(0.001)
    turns.give_back()
    for thread in threads:
        thread.join(timeout=30)
    assert order == [0, 1, 2, 3, 4]
    assert (turns.take(0), turns.take(0)) == (True, False)


def test_turn_that_comes_as_patience_ends_is_kept(monkeypatch):
    """Called between the end of the wait and the look at the queue: the turn would be lost for ever."""
    turns = Turns(1)
    turns.take()
    plain = threading.Lock

    class CalledTooLate:
        def __init__(self):
            self.lock = plain()

        def acquire(self, timeout=-1):
            if timeout == -1:
                return self.lock.acquire()
            turns.give_back()
            return False

        def release(self):
            self.lock.release()

    monkeypatch.setattr(threading, "Lock", CalledTooLate)
    assert turns.take(5) is True
    turns.give_back()
    assert turns._free == 1


def test_pages_work_by_turns_and_who_enters_a_lane_leaves_his(lane, monkeypatch):
    place = Workplace(at_once=1)
    monkeypatch.setattr(lanes, "PAGES", place)
    seen = []

    def site(environ, start_response):
        seen.append(place._turns._free)
        if environ["dear"]:
            with lane.place("a"):
                seen.append(place._turns._free)
                served({"dear": False}, None)
            seen.append(place._turns._free)
        return [b""]

    served = place.around(site)
    assert served({"dear": True}, None) == [b""]
    assert (seen, place._turns._free) == ([0, 1, 0, 0], 1)


def test_turn_of_a_page_that_fails_is_given_back():
    place = Workplace(at_once=1)

    def broken(environ, start_response):
        raise ValueError("essai")

    for _ in range(2):
        with pytest.raises(ValueError, match="essai"):
            place.around(broken)({}, None)
    assert place._turns._free == 1
