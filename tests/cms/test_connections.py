"""However many threads a process has, it keeps few connections to PostgreSQL; and the server must let that many in."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.core.signals import request_finished
from django.db import connection, connections

from cms import checks
from cms.doors.connections import kept_open

THREADS = 20


@pytest.mark.cluster
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("kept", [3, 12])
def test_threads_give_back_the_connections_that_are_too_many(settings, kept):
    settings.DB_CONNECTIONS = kept
    before = kept_open()
    everybody = Barrier(THREADS)

    def request(_):
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        everybody.wait()
        most = kept_open()
        everybody.wait()
        request_finished.send(sender=None)
        everybody.wait()
        left = kept_open()
        everybody.wait()
        connections.close_all()
        return most, left

    with ThreadPoolExecutor(THREADS) as threads:
        seen = set(threads.map(request, range(THREADS)))

    assert seen == {(before + THREADS, kept)}


@pytest.mark.cluster
@pytest.mark.django_db
def test_server_that_lets_in_too_few_is_an_error(settings):
    assert checks.check_connections(None, ["default"]) == []
    settings.DB_CONNECTIONS = 900
    [error] = checks.check_connections(None, ["default"])
    assert (error.id, error.msg) == (
        "odd17.E020",
        "PostgreSQL accepts 100 connections; one web process and one worker may need 924.",
    )


def test_files_need_no_connections(settings):
    if not settings.DATABASE_URL:
        assert (kept_open(), checks.check_connections(None, ["default"])) == (0, [])
