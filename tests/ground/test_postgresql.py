"""A PostgreSQL that hangs is waited for once, and a question that only takes long is not cut off."""

import socket
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest
from django.db import OperationalError, connection

from ground.machine.postgresql import base

pytestmark = [pytest.mark.cluster, pytest.mark.django_db]
QUESTIONS, THREADS = 100, 8
CHUNK = 65_536


class Relay:
    """A door before the server: while it is held, whoever is in or comes in waits, as with a server that is stopped."""

    def __init__(self, host, port):
        self.server = (host, int(port))
        self.goes_on = threading.Event()
        self.goes_on.set()
        self.door = socket.create_server(("127.0.0.1", 0), backlog=256)
        self.port = self.door.getsockname()[1]
        threading.Thread(target=self._let_in, daemon=True).start()

    def _let_in(self):
        try:
            while True:
                visitor, _ = self.door.accept()
                threading.Thread(target=self._serve, args=(visitor,), daemon=True).start()
        except OSError:
            return

    def _serve(self, visitor):
        self.goes_on.wait()
        server = socket.create_connection(self.server)
        back = threading.Thread(target=self._carry, args=(server, visitor), daemon=True)
        back.start()
        self._carry(visitor, server)
        back.join()
        visitor.close()
        server.close()

    def _carry(self, source, target):
        try:
            while said := source.recv(CHUNK):
                self.goes_on.wait()
                target.sendall(said)
            target.shutdown(socket.SHUT_WR)
        except OSError:
            return


@pytest.fixture
def relay():
    settings = connection.settings_dict
    one = Relay(settings["HOST"], settings["PORT"])
    base.DATABASE.close()
    yield one
    base.DATABASE.close()
    one.goes_on.set()
    one.door.close()


@pytest.fixture
def connected(relay):
    """A connection through the relay, as each thread has its own."""

    def connect():
        settings = {**connection.settings_dict, "HOST": "127.0.0.1", "PORT": str(relay.port)}
        return base.DatabaseWrapper(settings, alias="relayed")

    return connect


def ask(database, question="SELECT 1"):
    with database.cursor() as cursor:
        cursor.execute(question)
        return cursor.fetchone()


def test_server_that_hangs_is_waited_for_once(relay, connected, monkeypatch):
    knocks = []
    monkeypatch.setattr(base, "is_there", lambda info, there=base.is_there: knocks.append(info) or there(info))
    mine, all_of_them = threading.local(), []

    def question(_):
        if not hasattr(mine, "database"):
            mine.database = connected()
            all_of_them.append(mine.database)
        try:
            return ask(mine.database)
        except OperationalError:
            mine.database.close()
            return "refused"

    with ThreadPoolExecutor(THREADS) as threads:
        before = set(threads.map(question, range(QUESTIONS)))
        relay.goes_on.clear()
        meanwhile = list(threads.map(question, range(QUESTIONS)))
        relay.goes_on.set()
        base.DATABASE.close()
        after = set(threads.map(question, range(QUESTIONS)))
    for database in all_of_them:
        database.inc_thread_sharing()
        database.close()

    assert (before, set(meanwhile), after) == ({(1,)}, {"refused"}, {(1,)})
    # Of a hundred questions, those alone that were under way when it began to hang.
    assert 1 <= len(knocks) <= THREADS


def test_connection_to_a_server_that_hangs_is_given_up_and_not_tried_by_everybody(relay, connected):
    relay.goes_on.clear()
    for sentence in ("timeout", base.LEFT_ALONE):
        with closing(connected()) as database, pytest.raises(OperationalError, match=sentence):
            ask(database)


def test_question_that_takes_long_is_answered(connected, monkeypatch):
    knocks = []
    monkeypatch.setattr(base, "is_there", lambda info, there=base.is_there: knocks.append(info) or there(info))
    monkeypatch.setattr(base, "PATIENCE", 0.2)
    with closing(connected()) as database:
        assert ask(database, "SELECT pg_sleep(1), 2")[1] == 2
    assert knocks != []


def test_refusal_of_the_server_is_an_answer(connected):
    with closing(connected()) as database:
        with pytest.raises(OperationalError, match="cancel"):
            ask(database, "SELECT pg_cancel_backend(pg_backend_pid()), pg_sleep(1)")
        assert ask(database) == (1,)


def test_time_is_looked_at_between_two_turns_only():
    def question():
        first = yield "read"
        second = yield "write"
        return first, second

    ticks = iter([0.0, 1.0, 3.0, 3.0, 4.0])
    greeted = []
    bounded = base._bounded(question(), lambda: greeted.append(1) or True, lambda: next(ticks))
    assert (next(bounded), bounded.send(0), greeted) == ("read", "write", [])
    with pytest.raises(StopIteration) as ended:
        bounded.send(0)
    assert (ended.value.value, greeted) == ((0, 0), [1])
