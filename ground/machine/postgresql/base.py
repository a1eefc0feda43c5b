"""A server that hangs is waited for once, a few seconds; then everybody is refused at once until it answers again.

Neither libpq nor psycopg bounds the wait for an answer, and a server that is stopped in its tracks still accepts
packets: without this, each thread of a process waits for ever. A question that takes long is not cut off: as long as
the server greets whoever knocks, it works.
"""

import socket
import struct
import time
from collections.abc import Callable, Generator
from contextlib import suppress
from functools import partial
from typing import Any, TypeVar

import psycopg
from django.db.backends.postgresql import base
from psycopg.errors import ConnectionTimeout, OperationalError

from ground.machine.breaker import Breaker, LeftAloneError

#: Seconds without an answer after which the server is asked whether it is there, and those that it gets to say so.
PATIENCE, GREETING = 2.0, 2.0
#: To this each server answers with one byte: https://www.postgresql.org/docs/current/protocol-message-formats.html
SSL_REQUEST = struct.pack("!ii", 8, 80_877_103)
#: `connect_timeout` of libpq, in seconds, where the settings give none.
CONNECT_SECONDS = 3
LEFT_ALONE = "the server hung a moment ago and is not asked again yet"
#: Of the database, shared by all threads of the process.
DATABASE = Breaker()
Value = TypeVar("Value")


class HungError(OperationalError):
    """The server neither answers nor greets anybody."""


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's own, whose connections do not wait for ever."""

    def get_connection_params(self) -> dict[str, Any]:
        """Those of the settings, with an end to the wait for a connection."""
        return {"connect_timeout": CONNECT_SECONDS, **super().get_connection_params()}

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """A connection. Raises psycopg's OperationalError, at once while the server hangs."""
        try:
            with DATABASE.asking(ConnectionTimeout):
                connection = super().get_new_connection(conn_params)
        except LeftAloneError as exc:
            raise OperationalError(LEFT_ALONE) from exc
        # Django calls psycopg's own connect(), and lets nobody choose the class.
        connection.__class__ = BoundedConnection
        return connection


class BoundedConnection(psycopg.Connection[Any]):
    """psycopg's, whose questions are given up when the server hangs, and not put while it is known to."""

    def wait(self, gen: Generator[Any, Any, Value], *args: Any, **more: Any) -> Value:
        """The answer to one question. Raises OperationalError."""
        try:
            with DATABASE.asking(HungError):
                return super().wait(_bounded(gen, partial(is_there, self.info)), *args, **more)
        except LeftAloneError as exc:
            raise OperationalError(LEFT_ALONE) from exc


def is_there(info: psycopg.ConnectionInfo) -> bool:
    """Whether the server greets whoever knocks; waits GREETING seconds at most.

    `PGconn.ping` would ask the same, but holds all threads of the process while it waits.
    """
    family, address = _door(info)
    with suppress(OSError), socket.socket(family) as door:
        door.settimeout(GREETING)
        door.connect(address)
        door.sendall(SSL_REQUEST)
        return bool(door.recv(1))
    return False


def _door(info: psycopg.ConnectionInfo) -> tuple[socket.AddressFamily, Any]:
    if info.host.startswith("/"):
        return socket.AF_UNIX, f"{info.host}/.s.PGSQL.{info.port}"
    host = info.hostaddr or info.host
    return socket.AF_INET6 if ":" in host else socket.AF_INET, (host, info.port)


def _bounded(
    question: Generator[Any, Any, Value], greets: Callable[[], bool], clock: Callable[[], float] = time.monotonic
) -> Generator[Any, Any, Value]:
    """The same question, between two turns of which somebody looks at the clock. Raises HungError."""
    asked = clock()
    try:
        wanted = next(question)
        while True:
            ready = yield wanted
            if not ready and clock() - asked > PATIENCE:
                if not greets():
                    raise HungError("the server does not answer any more")
                asked = clock()
            wanted = question.send(ready)
    except StopIteration as exc:
        answer: Value = exc.value
        return answer
