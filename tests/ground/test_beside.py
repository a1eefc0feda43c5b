"""Work that several processes share comes back in order, whole or as the error that stopped it."""

import os
import signal
import threading

import pytest
from django.db import connection, transaction

from ground.machine import beside
from ground.machine.beside import ChildLostError, in_order


@pytest.fixture
def forks(monkeypatch):
    """Whatever this machine has, a process may be forked here: the suite has no other thread of its own."""
    monkeypatch.setattr(beside, "_may_fork", lambda: True)
    monkeypatch.setattr(beside.connections, "close_all", lambda: None)


def squared(number):
    return number * number, os.getpid()


def test_answers_come_in_order_from_other_processes(forks):
    found = list(in_order(squared, range(7), processes=2))
    assert [square for square, _ in found] == [0, 1, 4, 9, 16, 25, 36]
    pids = {pid for _, pid in found}
    assert (len(pids), os.getpid() in pids) == (2, False)
    assert all(gone(pid) for pid in pids)


def gone(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


def test_answers_longer_than_a_pipe_wait_to_be_taken(forks):
    asked = in_order(lambda number: str(number) * 300_000, range(4), processes=2)
    assert [len(one) for one in asked] == [300_000] * 4


def failing(number):
    if number == 2:
        raise ValueError("two")
    return number


def test_what_a_process_raises_is_raised_here_in_its_place(forks):
    found = []
    with pytest.raises(ValueError, match="two"):
        found += (number for number in in_order(failing, range(5), processes=2) if found.append(number))
    assert found == [0, 1]


class Unsendable(Exception):
    def __init__(self, one, two):
        super().__init__(f"{one} {two}")


def unsendable(number):
    raise Unsendable("a", "b")


def test_error_that_cannot_be_sent_is_told_in_words(forks):
    with pytest.raises(ChildLostError, match="Unsendable: a b"):
        list(in_order(unsendable, range(2), processes=2))


def test_process_that_is_killed_is_an_error(forks):
    def killed(number):
        os.kill(os.getpid(), signal.SIGKILL)

    with pytest.raises(ChildLostError):
        list(in_order(killed, range(2), processes=2))


def test_whoever_stops_listening_leaves_no_process(forks):
    asked = in_order(squared, range(1_000), processes=2)
    _, pid = next(asked)
    asked.close()
    assert gone(pid)


def test_one_process_does_all_where_another_thread_runs():
    wait = threading.Event()
    thread = threading.Thread(target=wait.wait)
    thread.start()
    try:
        assert {pid for _, pid in in_order(squared, range(3), processes=2)} == {os.getpid()}
    finally:
        wait.set()
        thread.join()


@pytest.mark.django_db
def test_one_process_does_all_inside_a_transaction():
    with transaction.atomic():
        assert connection.in_atomic_block
        assert {pid for _, pid in in_order(squared, range(3), processes=2)} == {os.getpid()}


def test_nothing_to_do_gives_nothing():
    assert list(in_order(squared, [], processes=2)) == []
