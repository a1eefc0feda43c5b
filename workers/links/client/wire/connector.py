"""Where sockets are opened, after one last look at the very address they will connect to.

aiohttp skips its resolver for IP literals, so the resolver alone is no guard. Connecting and the TLS handshake
have limits of their own here, because aiohttp counts them as one.
"""

import asyncio
import socket
import ssl
from contextvars import ContextVar
from functools import lru_cache, partial
from typing import Any

import aiohappyeyeballs
from aiohttp import ClientConnectorCertificateError, ClientConnectorSSLError, ClientResponse, TCPConnector
from aiohttp.client_proto import ResponseHandler
from aiohttp.client_reqrep import ClientRequest
from aiohttp.connector import Connection

from workers.links.client.wire.config import CheckerConfig
from workers.links.client.wire.resolver import AddressRefused, GuardedResolver, Lookup
from workers.links.client.wire.salvage import KeepingHandler, forget

# Ciphers that browsers still accept from old but living servers; verification is never relaxed.
CIPHERS = "DEFAULT:@SECLEVEL=1"


class PhaseTimeout(Exception):  # noqa: N818  reads as a sentence where it is caught
    """A limit passed while connecting; `phase` is "connect" or "tls"."""

    def __init__(self, phase: str) -> None:
        super().__init__(phase)
        self.phase = phase


class Clock:
    """The time limit of one request, and its phase: "dns", "connect", "tls", then "headers".

    `connected` tells whether a connection was opened for it; without, it went over one that was kept.
    """

    __slots__ = ("connected", "deadline", "headers_limit", "phase", "protocol", "timer")

    def __init__(self, *, deadline: float, headers_limit: float, timer: asyncio.Timeout) -> None:
        self.deadline = deadline
        self.headers_limit = headers_limit
        self.timer = timer
        self.phase = "dns"
        self.connected = False
        self.protocol: ResponseHandler | None = None

    def start_headers(self) -> None:
        self.phase = "headers"
        now = asyncio.get_running_loop().time()
        self.timer.reschedule(min(self.deadline, now + self.headers_limit))


CLOCK: ContextVar[Clock] = ContextVar("CLOCK")


class WitnessResponse(ClientResponse):
    """A response that remembers the TLS session it came over, which aiohttp gives back with the connection."""

    tls: ssl.SSLObject | None = None

    async def start(self, connection: Connection) -> ClientResponse:
        transport = connection.transport
        if transport is not None:
            self.tls = transport.get_extra_info("ssl_object")
        return await super().start(connection)


class GuardedConnector(TCPConnector):
    """A TCP connector that refuses non-public addresses and times each phase of connecting."""

    def __init__(self, config: CheckerConfig, lookup: Lookup) -> None:
        super().__init__(
            resolver=GuardedResolver(lookup, limit=config.dns_limit, refuses=config.refuses),
            ssl=tls_context(config.ca_file),
            limit=0,
            ttl_dns_cache=60,
            keepalive_timeout=5,
            socket_factory=self._gated_socket,
            timeout_ceil_threshold=1e9,
        )
        self._config = config
        self._factory = partial(KeepingHandler, loop=self._loop)  # type: ignore[assignment]  # one that keeps bytes

    async def connect(self, *args: Any, **kwargs: Any) -> Connection:
        connection = await super().connect(*args, **kwargs)
        clock = CLOCK.get()
        clock.protocol = connection.protocol
        forget(connection.protocol)
        clock.start_headers()
        return connection

    def _gated_socket(self, address: Any) -> socket.socket:
        self._refuse(address[4][0])
        family, type_, proto = address[:3]
        opened = socket.socket(family, type_, proto)
        opened.setblocking(False)
        return opened

    def _refuse(self, address: str) -> None:
        if self._config.refuses(address):
            raise AddressRefused

    async def _wrap_create_connection(
        self,
        *args: Any,
        addr_infos: list[Any],
        req: ClientRequest,
        timeout: Any,
        client_error: Any = None,
        **kwargs: Any,
    ) -> tuple[Any, Any]:
        # All of them first: the race between addresses would swallow a refusal of only one.
        for info in addr_infos:
            self._refuse(info[4][0])
        clock = CLOCK.get()
        clock.phase = "connect"
        opened = await self._opened_socket(addr_infos)
        clock.connected = True
        clock.phase = "tls"
        try:
            async with asyncio.timeout(self._config.tls_limit):
                return await self._loop.create_connection(*args, **kwargs, sock=opened)
        except TimeoutError as exc:
            raise PhaseTimeout("tls") from exc
        except ssl.CertificateError as exc:
            raise ClientConnectorCertificateError(req.connection_key, exc) from exc
        except ssl.SSLError as exc:
            raise ClientConnectorSSLError(req.connection_key, exc) from exc

    async def _opened_socket(self, addr_infos: list[Any]) -> socket.socket:
        try:
            async with asyncio.timeout(self._config.connect_limit):
                return await aiohappyeyeballs.start_connection(
                    addr_infos=addr_infos,
                    happy_eyeballs_delay=0.25,
                    interleave=1,
                    loop=self._loop,
                    socket_factory=self._gated_socket,
                )
        except TimeoutError as exc:
            raise PhaseTimeout("connect") from exc


@lru_cache(maxsize=4)
def tls_context(ca_file: str | None) -> ssl.SSLContext:
    """Verifies like a browser: TLS 1.2 at least, old renegotiation tolerated, system authorities.

    One for the whole process: reading the system's authorities takes longer than checking a hundred links.
    """
    context = ssl.create_default_context()
    if ca_file:
        context.load_verify_locations(ca_file)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers(CIPHERS)
    # Browsers still speak to servers without RFC 5746; nothing secret is ever sent from here.
    context.options |= getattr(ssl, "OP_LEGACY_SERVER_CONNECT", 0x4)
    context.set_alpn_protocols(["http/1.1"])
    return context
