"""Calls spread over the cores: all answers, in their order, and the first refusal."""

import os
import threading

import pytest

from ground.machine.at_once import at_once


def test_answers_stand_in_the_order_of_the_calls():
    assert at_once([lambda number=number: number * number for number in range(9)]) == [n * n for n in range(9)]


def test_two_calls_are_under_way_together():
    met = threading.Barrier(2, timeout=20)
    assert len(at_once([met.wait, met.wait])) == 2


def test_what_a_call_raises_is_raised():
    def refuse():
        raise ValueError("non")

    with pytest.raises(ValueError, match=r"^non$"):
        at_once([lambda: 1, refuse, lambda: 3])
    assert at_once([lambda: 1]) == [1]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="nothing forks here")
@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
def test_forked_process_has_threads_of_its_own():
    at_once([int, int])
    child = os.fork()
    if not child:
        os._exit(0 if at_once([int, int]) == [0, 0] else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
