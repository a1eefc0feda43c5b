"""What every worker does as it starts, however it was started."""

import sys

import pytest
from celery.signals import worker_init

from workers.celery import SWITCH


@pytest.fixture
def given_back():
    """The interpreter's own interval, after the test."""
    before = sys.getswitchinterval()
    yield
    sys.setswitchinterval(before)


def test_threads_of_a_worker_take_turns_often(given_back):
    worker_init.send(sender=None)
    assert sys.getswitchinterval() == pytest.approx(SWITCH)
