"""One HTTP call: the session, its limits and its headers. Redirects, retries and meaning live elsewhere.

With `connector.py` and `resolver.py` the only modules of the project that open a socket towards partners.
Never reads proxies or credentials from the environment, never sends a cookie it was not handed.
"""

import asyncio
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Self

import aiohttp
from multidict import CIMultiDictProxy
from yarl import URL

from ground.addresses.urls import Target
from workers.links.client.classes import ObservationClass
from workers.links.client.page import Page, read_page
from workers.links.client.wire.body import BodyHead, is_binary, read_head
from workers.links.client.wire.config import CheckerConfig
from workers.links.client.wire.connector import CLOCK, Clock, GuardedConnector, WitnessResponse
from workers.links.client.wire.failures import CallFailed, failure_of
from workers.links.client.wire.resolver import AresLookup
from workers.links.client.wire.salvage import KeepingHandler, salvaged

REDIRECTS = frozenset({301, 302, 303, 307, 308})
PAGE_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Language": "fr-FR,fr;q=0.9,en;q=0.5",
    "Accept-Encoding": "gzip, deflate, br",
}
NO_BODY = frozenset({204, 205, 304})
PAGE_TYPES = ("text/", "application/xhtml", "application/xml")


#: From when to when a certificate holds; None for both where there is none.
Life = tuple[datetime | None, datetime | None]
NO_LIFE: Life = (None, None)


@dataclass(slots=True)
class Reply:
    """What a server answered to one call."""

    target: Target
    method: str
    status: int
    headers: CIMultiDictProxy[str]
    body: BodyHead
    headers_s: float
    tls_not_before: datetime | None
    tls_not_after: datetime | None
    read: Page | None = None

    @property
    def page(self) -> Page | None:
        """What the body shows, read once; None when there is no page to read."""
        if self.read is None and self.is_page and self.body.data:
            self.read = read_page(self.body.data, self.headers.get("Content-Type", ""))
        return self.read

    def page_with_anchors(self) -> Page | None:
        """The same, with the names of its anchors."""
        if not (self.is_page and self.body.data):
            return None
        return read_page(self.body.data, self.headers.get("Content-Type", ""), with_anchors=True)

    @property
    def content_type(self) -> str:
        """The declared type, but for a document that its server calls a page."""
        declared = self.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        return "application/octet-stream" if declared == "text/html" and is_binary(self.body.data) else declared

    @property
    def is_page(self) -> bool:
        """Whether it may be a page that says « not found » with status 200; a missing type may be one."""
        kind = self.content_type
        return (not kind or kind.startswith(PAGE_TYPES)) and not is_binary(self.body.data)

    @property
    def content_length(self) -> int | None:
        value = self.headers.get("Content-Length", "")
        return int(value) if value.isascii() and value.isdigit() and len(value) < 16 else None


class Transport:
    """An aiohttp session behind the guards. Use as an async context manager."""

    def __init__(self, config: CheckerConfig) -> None:
        self._config = config
        self._session: aiohttp.ClientSession | None = None
        self._certificates: dict[str, Life] = {}

    async def __aenter__(self) -> Self:
        config = self._config
        connector = GuardedConnector(
            config, config.lookup or AresLookup(nameservers=config.nameservers or None, port=config.dns_port)
        )
        self._session = aiohttp.ClientSession(
            connector=connector,
            cookie_jar=aiohttp.DummyCookieJar(),
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=None, connect=None, sock_read=None),
            response_class=WitnessResponse,
            auto_decompress=False,
            trust_env=False,
            requote_redirect_url=False,
            max_line_size=config.max_header_line,
            max_field_size=config.max_header_line,
            max_headers=config.max_headers,
            headers={**PAGE_HEADERS, "User-Agent": config.user_agent},
        )
        return self

    async def __aexit__(self, *exc_info: object) -> None:
        if self._session is not None:
            await self._session.close()

    async def call(
        self,
        method: str,
        target: Target,
        headers: Mapping[str, str],
        *,
        headers_limit: float,
        deadline: float,
        body: bytes | None = None,
    ) -> Reply:
        """The answer to one call with the start of its body; `headers` are added to our usual ones, `body` is sent.

        Raises `CallFailed`. `deadline` is in loop time. A connection that an earlier answer left bytes in spoils the
        next one: what is unreadable there is asked once more over a new connection.
        """
        for attempt in (1, 2):
            timer = asyncio.timeout_at(deadline)
            clock = Clock(deadline=deadline, headers_limit=headers_limit, timer=timer)
            try:
                return await self._call_once(method, target, headers, clock, body)
            except CallFailed as exc:
                spoiled = exc.failure.class_ is ObservationClass.PROTOCOL and not clock.connected
                if not spoiled or attempt == 2:
                    raise
        raise AssertionError("a second attempt returns or raises")

    async def _call_once(
        self, method: str, target: Target, headers: Mapping[str, str], clock: Clock, sent: bytes | None
    ) -> Reply:
        if self._session is None:
            raise RuntimeError("the transport is not open")
        loop = asyncio.get_running_loop()
        started = loop.time()
        token = CLOCK.set(clock)
        try:
            async with clock.timer:
                response = await self._session.request(
                    method, URL(target.text, encoded=True), headers=headers or None, data=sent, allow_redirects=False
                )
        except Exception as exc:
            failure = failure_of(exc, phase=clock.phase)
            saved = self._salvaged(clock, target, method) if failure.class_ is ObservationClass.PROTOCOL else None
            if saved is None:
                raise CallFailed(failure) from exc
            saved.headers_s = loop.time() - started
            return saved
        finally:
            CLOCK.reset(token)
        headers_s = loop.time() - started
        bodiless = method == "HEAD" or response.status in NO_BODY
        try:
            body = BodyHead(complete=True) if bodiless else await self._body(response, clock.deadline)
            return Reply(
                target,
                method,
                response.status,
                response.headers,
                body,
                headers_s,
                *self._certificate_life(target, response),
            )
        finally:
            # A body left unread would keep the partner sending, and one that came where none belongs would be read
            # as the next answer: the connection is kept only where a body was taken to its end.
            response.release() if response.content.at_eof() and not bodiless else response.close()

    def _salvaged(self, clock: Clock, target: Target, method: str) -> Reply | None:
        """An answer that the parser refused and that a browser would show all the same."""
        protocol = clock.protocol
        found = salvaged(protocol.kept) if isinstance(protocol, KeepingHandler) else None
        if found is None:
            return None
        body = BodyHead(found.body[: self._config.max_body], len(found.body))
        return Reply(
            target, method, found.status, found.headers, body, 0.0, *self._certificates.get(target.origin, NO_LIFE)
        )

    async def _body(self, response: aiohttp.ClientResponse, deadline: float) -> BodyHead:
        config = self._config
        page = not response.headers.get("Content-Type") or response.content_type.startswith(PAGE_TYPES)
        room = config.max_body if page else config.max_binary_body
        if response.status in REDIRECTS:
            room = 1024
        return await read_head(
            response.content,
            encoding=response.headers.get("Content-Encoding", ""),
            room=room,
            raw_room=min(config.max_raw_body, room + 65536),
            deadline=min(deadline, asyncio.get_running_loop().time() + config.body_limit),
        )

    def _certificate_life(self, target: Target, response: aiohttp.ClientResponse) -> Life:
        if target.scheme != "https":
            return NO_LIFE
        if target.origin not in self._certificates:
            tls = response.tls if isinstance(response, WitnessResponse) else None
            self._certificates[target.origin] = _life_of(tls)
        return self._certificates[target.origin]


def _life_of(tls: ssl.SSLObject | None) -> Life:
    certificate = tls.getpeercert() if tls is not None else None
    if not certificate or "notAfter" not in certificate or "notBefore" not in certificate:
        return NO_LIFE
    begins, ends = (ssl.cert_time_to_seconds(str(certificate[name])) for name in ("notBefore", "notAfter"))
    return datetime.fromtimestamp(begins, UTC), datetime.fromtimestamp(ends, UTC)
