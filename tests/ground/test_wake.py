"""A task that is woken is sent; one that is asked for hundreds of times by one writer is sent once."""

import pytest
from celery import current_app

from ground.wake import gathered_wakes, wake


@pytest.fixture
def sent(monkeypatch):
    tasks = []
    monkeypatch.setattr(current_app, "send_task", lambda task, **options: tasks.append(task))
    return tasks


def test_each_wake_is_sent_at_once(sent):
    wake("a")
    wake("a")
    assert sent == ["a", "a"]


def test_gathered_wakes_are_sent_once_each_at_the_end_in_their_order(sent):
    with gathered_wakes():
        for task in ("b", "a", "b"):
            wake(task)
        assert sent == []
    wake("c")
    assert sent == ["b", "a", "c"]


def test_what_was_gathered_is_sent_whatever_happens(sent):
    @gathered_wakes()
    def broken():
        wake("a")
        raise KeyError

    with pytest.raises(KeyError):
        broken()
    assert sent == ["a"]


def test_broker_that_is_away_is_told_and_harms_nobody(monkeypatch, caplog):
    def away(task, **options):
        raise OSError("nobody there")

    monkeypatch.setattr(current_app, "send_task", away)
    wake("a")
    assert caplog.messages == ["a could not be woken, the schedule will do it: nobody there"]
