import os
import signal
import subprocess
import sys
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import connection

from tests.patience import wait_until
from workers.celery import app

ROOT = Path(__file__).resolve().parents[2]


def database_of_the_tests():
    """The URL of the database that pytest-django has made, for processes of their own."""
    return urlsplit(settings.DATABASE_URL)._replace(path=f"/{connection.settings_dict['NAME']}").geturl()


@pytest.fixture
def worker(django_db_setup, tmp_path):
    """A real Celery worker in a process of its own, consuming every queue from Redis and telling its events."""
    # The control channel would wait for ever for a server that is not there.
    with app.connection_for_write() as broker:
        broker.ensure_connection(max_retries=1, interval_start=0)
    log = tmp_path / "worker.log"
    command = [sys.executable, "-m", "celery", "--app", "workers", "worker", "--pool", "solo", "--task-events"]
    command += [
        "--queues",
        "celery,index,links,links-now,webhooks",
        "--loglevel",
        "INFO",
        "--hostname",
        "tests@localhost",
    ]
    with log.open("wb") as file:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=os.environ | {"DATABASE_URL": database_of_the_tests()},
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=file,
        )
    try:
        there = partial(app.control.ping, destination=["tests@localhost"], timeout=0.5)
        wait_until(there, process=process, told=log.read_text)
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
