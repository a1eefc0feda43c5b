"""A task that is woken is sent; one that is asked for hundreds of times by one writer is sent once."""

import logging
import os
import subprocess
import sys
from contextlib import contextmanager

import pytest
from celery import current_app
from django.conf import settings
from django.db import connection

from ground import wake as waking
from ground.machine.breaker import Breaker
from ground.machine.sparing import SparingLog
from ground.wake import begins, gathered_wakes, one_at_a_time, wake

OTHER = """
import sys
import django
django.setup()
from ground.wake import one_at_a_time
with one_at_a_time(sys.argv[1]) as held:
    print(held)
"""


def environment():
    """That of this test: its folder, its cache, its database where there is a server."""
    named = {"VAR_DIR": str(settings.VAR_DIR), "DJANGO_SETTINGS_MODULE": "cms.settings", "LOG_LEVEL": "ERROR"}
    if connection.vendor == "postgresql":
        old, new = os.environ["DATABASE_URL"], str(connection.settings_dict["NAME"])
        named["DATABASE_URL"] = f"{old.rpartition('/')[0]}/{new}"
    return {**os.environ, **named}


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
    monkeypatch.setattr(waking, "log", SparingLog(logging.getLogger("ground.wake")))
    monkeypatch.setattr(waking, "BROKER", Breaker())
    wake("a")
    wake("a")
    assert caplog.messages == ["a could not be woken, the schedule will do it: OSError('nobody there')"]


def test_task_that_waits_already_is_not_sent_again_until_it_begins(sent, monkeypatch):
    monkeypatch.setattr(waking, "MARKED_FOR", 60)
    for _ in range(200):
        wake("d")
    wake("e")
    begins("d")
    wake("d")
    wake("d")
    assert sent == ["d", "e", "d"]
    for task in ("d", "e"):
        begins(task)


def test_message_that_could_not_be_sent_leaves_no_mark(monkeypatch, sent):
    monkeypatch.setattr(waking, "MARKED_FOR", 60)
    monkeypatch.setattr(waking, "BROKER", Breaker(rest=0.0))

    def away(task, **options):
        raise OSError("nobody there")

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(current_app, "send_task", away)
        wake("f")
    wake("f")
    begins("f")
    assert sent == ["f"]


@pytest.mark.django_db
def test_one_process_does_a_task_and_is_asked_to_do_it_once_more(sent, monkeypatch):
    monkeypatch.setattr(waking, "MARKED_FOR", 60)
    with one_at_a_time("g") as first:
        with in_another_process("g") as (second, third):
            assert (first, second, third) == (True, "False", "False")
        assert sent == []
    assert sent == ["g"]
    begins("g")
    with in_another_process("g") as (second, third):
        assert (second, third) == ("True", "True")


@contextmanager
def in_another_process(task):
    """What two tries to do this task give there, one after the other."""
    said = [
        subprocess.run(
            [sys.executable, "-c", OTHER, task], capture_output=True, text=True, check=True, env=environment()
        ).stdout.strip()
        for _ in range(2)
    ]
    yield said
