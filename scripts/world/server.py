"""The world itself: one address of 127.0.0.0/8 per row, all on one port, names from a name server of its own.

`async with World(rows, tempo=0.1) as world:` then `world.config()` is a checker's configuration that lives in this
world, and `world.url(row)` the address to check. `tempo` scales the servers' delays and the checker's limits alike.
"""

import asyncio
import contextlib
import errno
import socket
import ssl
import tempfile
import threading
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal, Self

from scripts.world.behaviours import answers
from scripts.world.certificates import Authority
from scripts.world.exchange import Behaviour, Exchange, reset
from scripts.world.names import Answer, NameServer
from workers.links.client.classes import AttentionReason, LienState, ObservationClass
from workers.links.client.wire.config import CheckerConfig

HelloAnswer = bytes | Literal["silence", "reset"]
DOMAIN = "monde.test"
NO_ROBOTS = answers(404, "")
TRIES_OF_PORTS = 20


@dataclass(frozen=True, slots=True)
class Row:
    """One behaviour and what must be read of it: the class of the first check, the first and the settled state.

    `url` replaces the row's own address ({host} and {port} are filled in); `names` replaces its addresses and
    `more_names` adds to them; `exists` is False for a name that does not, `listens` where nobody does, `blackhole`
    true where packets vanish; `dead_beside` puts such an address before the living one, and `on_ipv6` leaves the row
    nothing but ::1 ({port6}). `known_as` are further names, {host} filled in. `tls` is one of `certificates.KINDS`,
    and `to_tls_hello` what a port without TLS says to a visitor who tries.
    """

    slug: str
    expected: ObservationClass
    first: LienState
    settled: LienState
    behaviour: Behaviour = NO_ROBOTS
    reasons: frozenset[AttentionReason] = frozenset()
    path: str = "/guides/alliances"
    url: str = ""
    tls: str = ""
    robots: Behaviour = NO_ROBOTS
    names: Answer | None = None
    more_names: tuple[str, ...] = ()
    exists: bool = True
    to_tls_hello: HelloAnswer = b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"
    listens: bool = True
    blackhole: bool = False
    known_as: tuple[str, ...] = ()
    dead_beside: bool = False
    on_ipv6: bool = False

    @property
    def host(self) -> str:
        return f"{self.slug.replace('_', '-')}.{DOMAIN}"

    @property
    def names_of_host(self) -> tuple[str, ...]:
        """Every name that leads here, none for a host that does not exist."""
        return (self.host, *(name.format(host=self.host) for name in self.known_as)) if self.exists else ()


class World:
    """Starts and stops everything; counts what arrives."""

    def __init__(self, rows: Iterable[Row], *, tempo: float = 1.0) -> None:
        self.rows = tuple(rows)
        self.tempo = tempo
        self.port = self.port6 = 0
        self.hits: dict[str, Counter[tuple[str, str]]] = {row.slug: Counter() for row in self.rows}
        self._arrivals: dict[str, list[float]] = {row.slug: [] for row in self.rows}
        self._authority = Authority()
        self._stack = contextlib.AsyncExitStack()
        self._ca_file = ""
        self._dns_port = 0
        self._names: dict[str, Answer] = {}
        self._visitors: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        folder = self._stack.enter_context(tempfile.TemporaryDirectory())
        self._ca_file = self._authority.ca_file(Path(folder))
        self._names = {
            name: self._addresses(index, row) for index, row in enumerate(self.rows) for name in row.names_of_host
        }
        names = NameServer(self._names)
        self._dns_port = await names.start()
        self._stack.callback(names.stop)
        for left in reversed(range(TRIES_OF_PORTS)):
            self.port, self.port6 = _free_port("127.0.0.1"), _free_port("::1")
            try:
                await self._listen_everywhere()
            except OSError as exc:
                if exc.errno != errno.EADDRINUSE or not left:
                    await self._stack.aclose()
                    raise
            else:
                break
        return self

    async def __aexit__(self, *exc_info: object) -> None:
        for visitor in self._visitors:
            visitor.cancel()
        await asyncio.gather(*self._visitors, return_exceptions=True)
        await self._stack.aclose()

    def url(self, row: Row) -> str:
        if row.url:
            return row.url.format(port=self.port, port6=self.port6, host=row.host)
        return f"{'https' if row.tls else 'http'}://{row.host}:{self.port}{row.path}"

    def is_mute_about(self, host: str) -> bool:
        """Whether its name server leaves those who ask for this name without an answer."""
        return self._names.get(host) == "silence"

    def config(self, **changes: Any) -> CheckerConfig:
        """A checker's configuration for this world, its limits scaled by the same tempo."""
        usual, tempo = CheckerConfig(), self.tempo
        scaled = replace(
            usual,
            # Not scaled down to the noise of a busy machine: only the rows that are silent there wait so long.
            dns_limit=max(1.0, usual.dns_limit * tempo),
            connect_limit=max(1.0, usual.connect_limit * tempo),
            tls_limit=max(2.0, usual.tls_limit * tempo),
            head_limit=usual.head_limit * tempo,
            headers_limit=usual.headers_limit * tempo,
            body_limit=usual.body_limit * tempo,
            total_limit=usual.total_limit * tempo,
            patient_limit=usual.patient_limit * tempo,
            robots_limit=max(1.0, usual.robots_limit * tempo),
            slow_after=usual.slow_after * tempo,
            retry_wait=usual.retry_wait * tempo,
            allow_loopback=True,
            ca_file=self._ca_file,
            nameservers=("127.0.0.1",),
            dns_port=self._dns_port,
            concurrency=24,
        )
        return replace(scaled, **changes)

    def _addresses(self, index: int, row: Row) -> Answer:
        if row.names is not None:
            return row.names
        dead = (dead_address_of(index),) if row.dead_beside else ()
        return (*dead, *row.more_names, "::1" if row.on_ipv6 else address_of(index))

    async def _listen_everywhere(self) -> None:
        """One port on every row's address; nothing stays open when another program holds one of them.

        A port that is free on 127.0.0.1 may have been taken since, or be taken on a row's own address.
        """
        async with contextlib.AsyncExitStack() as opened:
            for index, row in enumerate(self.rows):
                if row.dead_beside:
                    opened.enter_context(_blackhole(dead_address_of(index), self.port))
                if row.blackhole:
                    opened.enter_context(_blackhole(address_of(index), self.port))
                elif row.listens:
                    opened.callback((await self._listen(index, row)).close)
            await self._stack.enter_async_context(opened.pop_all())

    async def _listen(self, index: int, row: Row) -> asyncio.Server:
        context: ssl.SSLContext | None = self._authority.context(row.tls, row.host) if row.tls else None

        async def visit(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            task = asyncio.current_task()
            if task is not None:
                self._visitors.add(task)
                task.add_done_callback(self._visitors.discard)
            try:
                await self._serve(row, reader, writer)
            except (ConnectionError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, asyncio.CancelledError):
                pass
            finally:
                writer.close()

        place = ("::1", self.port6) if row.on_ipv6 else (address_of(index), self.port)
        return await asyncio.start_server(visit, *place, ssl=context)

    async def _serve(self, row: Row, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        first = await reader.readexactly(1)
        if first == b"\x16":
            await _answer_hello(row.to_tls_hello, reader, writer)
            return
        while True:
            head = (first + await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
            method, path, _ = head[0].split(" ", 2)
            headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:])}
            self.hits[row.slug][method, path] += 1
            exchange = Exchange(
                method=method,
                path=path,
                headers=headers,
                reader=reader,
                writer=writer,
                tempo=self.tempo,
                hits=self.hits[row.slug],
                own_url=self.url(row),
                arrivals=self._arrivals[row.slug],
            )
            await (row.robots if path == "/robots.txt" else row.behaviour)(exchange)
            if exchange.closing:
                return
            first = b""
            await writer.drain()


def address_of(index: int) -> str:
    """The loopback address of the row at this place: 127.17.x.y, apart from what else listens on 127.0.0.1."""
    return f"127.17.{index // 250}.{index % 250 + 1}"


def dead_address_of(index: int) -> str:
    """An address of the same row where packets vanish."""
    return address_of(index).replace("127.17.", "127.18.")


async def _answer_hello(answer: HelloAnswer, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """What a port without TLS does to a visitor who speaks it."""
    if answer == "silence":
        await reader.read()
    elif answer == "reset":
        reset(writer)
    else:
        writer.write(answer)


def _free_port(address: str) -> int:
    with socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET) as probe:
        probe.bind((address, 0))
        port: int = probe.getsockname()[1]
        return port


@contextlib.contextmanager
def _blackhole(address: str, port: int) -> Iterator[None]:
    """A port whose queue is full: the kernel drops every further SYN, as a firewall does."""
    with contextlib.ExitStack() as stack:
        listener = stack.enter_context(socket.socket())
        listener.bind((address, port))
        listener.listen(0)
        for _ in range(3):
            filler = stack.enter_context(socket.socket())
            filler.setblocking(False)
            filler.connect_ex((address, port))
        yield


@contextlib.contextmanager
def world_in_a_thread(rows: Iterable[Row], *, tempo: float = 1.0) -> Iterator[World]:
    """The world on a loop and a thread of its own, so that its slowness is never the checker's."""
    world = World(rows, tempo=tempo)
    started, stopping = threading.Event(), asyncio.Event()
    loops: list[asyncio.AbstractEventLoop] = []
    failures: list[BaseException] = []

    async def live() -> None:
        loops.append(asyncio.get_running_loop())
        async with world:
            started.set()
            await stopping.wait()

    def run() -> None:
        try:
            asyncio.run(live())
        except BaseException as exc:  # noqa: BLE001  raised again below, in the thread that waits
            failures.append(exc)
            started.set()

    thread = threading.Thread(target=run, name="world", daemon=True)
    thread.start()
    started.wait()
    try:
        if failures:
            raise failures[0]
        yield world
    finally:
        if not failures:
            loops[0].call_soon_threadsafe(stopping.set)
        thread.join()
