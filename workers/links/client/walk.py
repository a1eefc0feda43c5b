"""One check of one address, step by step: robots, HEAD, GET, redirects by hand, second tries, evidence.

Every hop passes the same gate as the first address. Only the time spent on the network counts against the
total limit: waiting for a host's turn is politeness, not slowness.
"""

from __future__ import annotations

import asyncio
import secrets
from dataclasses import dataclass, replace
from http.cookies import CookieError, SimpleCookie

from ground.addresses.urls import InvalidUrlError, Target, gate_url, redirect_target
from workers.links.client.classes import ObservationClass as C
from workers.links.client.classes import Signal
from workers.links.client.classify import STATUSES, expects_document, is_challenge
from workers.links.client.hosts import HostGate
from workers.links.client.landed import Landed, reply_retry_after
from workers.links.client.observation import Hop, Known
from workers.links.client.wire.config import CheckerConfig
from workers.links.client.wire.failures import CallFailed, Failure
from workers.links.client.wire.transport import REDIRECTS, Reply, Transport

# Same address, same name: only the headers that plain filters look for. No impersonation.
BROWSER_HEADERS = {
    "Upgrade-Insecure-Requests": "1",
    "Sec-Fetch-Dest": "document",
    "Sec-Fetch-Mode": "navigate",
    "Sec-Fetch-Site": "none",
    "Sec-Fetch-User": "?1",
    "Cache-Control": "max-age=0",
}

WALLS = frozenset({403, 406, 418, 999})
TRANSIENT = frozenset({425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524})


@dataclass(frozen=True, slots=True)
class Means:
    """What a walk calls with: the limits, the turns of the hosts, and the one who opens sockets."""

    config: CheckerConfig
    gate: HostGate
    transport: Transport


class Walk:
    """The state of one check: time and bytes spent, signals collected."""

    def __init__(self, means: Means, asked: Target, known: Known | None) -> None:
        self._means = means
        self._config = means.config
        self.asked = asked
        self.known = known
        self.spent = 0.0
        self.allowed = means.config.total_limit
        self.bytes_read = 0
        self.robots_moved = False
        self.longest_retry_after = means.config.longest_cool_down
        self.signals: set[Signal] = {Signal.CREDENTIALS} if asked.had_credentials else set()

    @property
    def conditional_headers(self) -> dict[str, str]:
        known = self.known
        if known is None:
            return {}
        pairs = (("If-None-Match", known.etag), ("If-Modified-Since", known.last_modified))
        return {name: value for name, value in pairs if value and "\n" not in value and "\r" not in value}

    async def call(self, method: str, target: Target, headers: dict[str, str], limit: float) -> Reply:
        """One call under the host's lease, counted against the total limit."""
        gate = self._means.gate
        await gate.acquire(target.host)
        loop = asyncio.get_running_loop()
        started = loop.time()
        try:
            left = max(0.05, self.allowed - self.spent)
            reply = await self._means.transport.call(
                method, target, headers, headers_limit=min(limit, left), deadline=started + left
            )
        finally:
            self.spent += loop.time() - started
            gate.release(target.host)
        self.bytes_read += reply.body.raw_bytes
        return reply

    async def follow(
        self,
        method: str,
        extra: dict[str, str] | None = None,
        *,
        start: Target | None = None,
        cookies: bool = False,
        patience: float = 0.0,
    ) -> Landed:
        """Calls the address and follows its redirects, each through the gate, to the last answer."""
        target = start or self.asked
        limit = self._config.head_limit if method == "HEAD" else max(self._config.headers_limit, patience)
        headers = dict(extra) if extra else {}
        jar: dict[str, dict[str, str]] = {}
        chain: list[Hop] = []
        seen = {target.text}
        while True:
            if jar.get(target.host):
                headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in jar[target.host].items())
            try:
                reply = await self.call(method, target, headers, limit)
            except CallFailed as exc:
                return Landed(method, target, tuple(chain), failure=exc.failure)
            if reply.status not in REDIRECTS:
                return Landed(method, target, tuple(chain), reply=reply)
            chain.append(Hop(reply.status, target.text))
            if cookies:
                jar.setdefault(target.host, {}).update(_cookies(reply))
            headers.pop("Cookie", None)
            step = self._next(reply, target, chain)
            if isinstance(step, Failure):
                return Landed(method, target, tuple(chain), reply=reply, failure=step)
            if step.text in seen and not (cookies and len(chain) < self._config.max_redirects):
                failure = Failure(C.REDIRECT_LOOP, "redirections en boucle")
                return Landed(method, target, tuple(chain), reply=reply, failure=failure)
            seen.add(step.text)
            target = step

    def _next(self, reply: Reply, target: Target, chain: list[Hop]) -> Target | Failure:
        location = reply.headers.get("Location", "")
        if not location.strip():
            return Failure(C.REDIRECT_BAD, "redirection sans destination")
        step = self._gated(location, target)
        if isinstance(step, Target) and len(chain) > self._config.max_redirects:
            return Failure(C.REDIRECT_MANY, "trop de redirections")
        return step

    def _gated(self, location: str, target: Target) -> Target | Failure:
        """Where `target` sends to, through the gate of every address."""
        try:
            step = redirect_target(target, location)
        except InvalidUrlError as exc:
            return Failure(C.REDIRECT_BAD, exc.code if exc.code.startswith("redirection") else "redirection illisible")
        if step.is_literal and self._config.refuses(step.host):
            return Failure(C.UNSAFE_TARGET, "redirection vers une adresse non publique")
        if step.had_credentials:
            return Failure(C.REDIRECT_BAD, "redirection avec des identifiants")
        if gate_url(step, ports=self._config.ports, any_port=self._config.allow_loopback):
            self.signals.add(Signal.PORT)
            return Failure(C.UNSUPPORTED, "redirection vers un port non autorisé")
        return step

    async def run(self) -> Landed:
        """HEAD where it can settle something, GET for the rest, second tries where they are owed.

        HEAD proves a document alive. Of a page it proves nothing, whatever the size: « not found » is often said
        with status 200, so pages are read at once.
        """
        conditional = self.conditional_headers
        if not conditional and expects_document(self.asked, self.known):
            landed = await self.follow("HEAD")
            if self._settles(landed):
                return landed
        landed = await self.follow("GET", conditional)
        landed = await self._retried_if_transient(landed, conditional)
        if landed.failure is not None and landed.failure.class_ is C.TIMEOUT_HEADERS:
            landed = await self._patiently(conditional)
        if landed.failure is not None and landed.failure.class_ in (C.REDIRECT_LOOP, C.REDIRECT_MANY):
            landed = await self._with_cookies(landed)
        if landed.reply is not None and landed.failure is None and may_fear_robots(landed.reply):
            landed = await self._as_browser(landed)
        return landed

    async def _patiently(self, headers: dict[str, str]) -> Landed:
        """Once more, with a long wait for the first word: a slow site is not a dead one."""
        self.signals.add(Signal.RETRIED)
        self.allowed = self.spent + self._config.patient_limit
        return await self.follow("GET", headers, patience=self._config.patient_limit)

    def _settles(self, landed: Landed) -> bool:
        """Whether HEAD proved the link alive, or proved that no request can be sent at all."""
        failure, reply = landed.failure, landed.reply
        if failure is not None:
            unreachable = failure.before_request and failure.class_ is not C.RESET
            return unreachable or failure.class_ is C.UNSAFE_TARGET
        if reply is None or not 200 <= reply.status < 300 or reply.status in (202, 204):
            return False
        return not reply.is_page and bool(reply.content_length)

    async def _retried_if_transient(self, landed: Landed, headers: dict[str, str]) -> Landed:
        wait = self._transient_wait(landed)
        if wait is None or self.spent >= self._config.total_limit:
            return landed
        await asyncio.sleep(wait)
        self.signals.add(Signal.RETRIED)
        return await self.follow("GET", headers)

    def _transient_wait(self, landed: Landed) -> float | None:
        """Seconds before the one second try that a passing trouble deserves, None when it deserves none."""
        config, reply = self._config, landed.reply
        if landed.failure is not None:
            return config.retry_wait if landed.failure.class_ is C.RESET else None
        if reply is None or reply.status not in TRANSIENT or is_wall(reply):
            return None
        asked = reply_retry_after(reply, longest=config.longest_cool_down)
        if asked is not None and asked > config.longest_retry_wait:
            return None
        if reply.status == 429:
            self._means.gate.slow_down(reply.target.host, max(config.interval, config.retry_wait))
        return max(config.retry_wait, float(asked or 0))

    async def _with_cookies(self, landed: Landed) -> Landed:
        again = await self.follow("GET", cookies=True)
        if again.failure is not None:
            return landed
        self.signals.add(Signal.COOKIES)
        return again

    async def _as_browser(self, landed: Landed) -> Landed:
        again = await self.follow("GET", BROWSER_HEADERS)
        if again.failure is not None or again.reply is None or is_wall(again.reply):
            return landed
        self.signals.add(Signal.BROWSER_HEADERS)
        return again

    async def sibling(self) -> Landed:
        """What the host answers for a neighbour of the asked address that cannot exist."""
        parent = self.asked.path.rpartition("/")[0]
        return await self._beside(f"{parent}/{secrets.token_hex(8)}")

    async def home(self) -> Landed:
        """What the host answers for its home page."""
        return await self._beside("/")

    async def refreshed(self, location: str, target: Target) -> Landed | None:
        """Where a page sends its readers by itself; None where nobody may be sent."""
        step = self._gated(location, target)
        return await self.follow("GET", start=step) if isinstance(step, Target) else None

    async def _beside(self, path: str) -> Landed:
        scheme_and_host = self.asked.text[: len(self.asked.text) - len(_tail(self.asked))]
        start = replace(self.asked, text=scheme_and_host + path, path=path, query="", fragment="")
        return await self.follow("GET", start=start)


def _tail(target: Target) -> str:
    start = target.text.index("/", target.text.index("//") + 2)
    return target.text[start:]


def _cookies(reply: Reply) -> dict[str, str]:
    found: dict[str, str] = {}
    for line in reply.headers.getall("Set-Cookie", [])[:20]:
        try:
            parsed = SimpleCookie(line[:4096])
        except CookieError:
            continue
        found.update({name: morsel.coded_value for name, morsel in parsed.items()})
    return found


def may_fear_robots(reply: Reply) -> bool:
    """Whether a browser's headers may change the answer: walls, and refusals of the request itself (400, 405 …)."""
    return is_wall(reply) or (400 <= reply.status < 500 and reply.status not in STATUSES)


def is_wall(reply: Reply) -> bool:
    """Whether the answer refuses robots rather than the address."""
    return reply.status in WALLS or is_challenge(reply.status, reply.headers, reply.page)
