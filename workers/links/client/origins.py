"""What one run learns of each origin (scheme, host, port): its robots.txt, whether HEAD helps, how often it is mute."""

import asyncio
from collections import OrderedDict
from typing import Protocol

from ground.addresses.urls import InvalidUrlError, Target, gate_url, redirect_target
from workers.links.client.classes import TIMEOUTS
from workers.links.client.classes import ObservationClass as C
from workers.links.client.hosts import HostGate
from workers.links.client.observation import Observation
from workers.links.client.robots import ALLOW_ALL, Robots, parse_robots
from workers.links.client.wire.config import PRODUCT, CheckerConfig
from workers.links.client.wire.failures import CallFailed, Failure
from workers.links.client.wire.transport import REDIRECTS, Reply

REMEMBERED_ORIGINS = 20_000
ROBOTS_HOPS = 4
LONGEST_CRAWL_DELAY = 10.0


class Caller(Protocol):
    """What learning about an origin needs of a walk: what was asked, and calls that are counted against it."""

    asked: Target
    robots_moved: bool

    async def call(self, method: str, target: Target, headers: dict[str, str], limit: float) -> Reply: ...


class Origin:
    __slots__ = ("lock", "robots", "robots_failure", "timeouts")

    def __init__(self) -> None:
        self.robots: Robots | None = None
        self.robots_failure: Failure | None = None
        self.timeouts = 0
        self.lock = asyncio.Lock()


class Origins:
    """The memory of one `Checker`, bounded to the origins seen last."""

    def __init__(self, config: CheckerConfig, gate: HostGate) -> None:
        self._config = config
        self._gate = gate
        self._origins: OrderedDict[str, Origin] = OrderedDict()

    def of(self, target: Target) -> Origin:
        key = target.origin
        origin = self._origins.get(key)
        if origin is None:
            origin = self._origins[key] = Origin()
            if len(self._origins) > REMEMBERED_ORIGINS:
                self._origins.popitem(last=False)
        return origin

    async def refusal(self, walk: Caller) -> Failure | None:
        """Why the host does not want, or cannot take, this call; None when it may be made.

        A host that could not even be reached for its robots.txt is not called a second time to prove it.
        """
        origin = self.of(walk.asked)
        robots = origin.robots
        if robots is None:
            async with origin.lock:
                robots = origin.robots
                if robots is None:
                    robots = origin.robots = await self._robots(walk, origin)
                    if origin.robots_failure is not None:
                        return origin.robots_failure
        if not robots.rules:
            return None
        path = walk.asked.path + ("?" + walk.asked.query if walk.asked.query else "")
        if robots.allows(path):
            return None
        return Failure(C.SKIPPED_ROBOTS, "le site demande aux robots de ne pas lire cette page")

    async def _robots(self, walk: Caller, origin: Origin) -> Robots:
        """The host's robots.txt. Whatever goes wrong with it allows, although RFC 9309 would wait out a 5xx:
        a page that nobody forbade is asked for once, not crawled.
        """
        try:
            reply = await self._robots_reply(walk)
        except CallFailed as exc:
            # Behind a certificate that cannot be checked the page itself is looked for.
            if exc.failure.before_request and not walk.robots_moved and exc.failure.class_ is not C.TLS_CHAIN:
                origin.robots_failure = exc.failure
            return ALLOW_ALL
        if reply is None or reply.status != 200 or "html" in reply.content_type:
            return ALLOW_ALL
        robots = parse_robots(reply.body.data.decode("utf-8-sig", "replace"), PRODUCT)
        if robots.crawl_delay and not self._config.allow_loopback:
            self._gate.slow_down(walk.asked.host, min(robots.crawl_delay, LONGEST_CRAWL_DELAY))
        return robots

    async def _robots_reply(self, walk: Caller) -> Reply | None:
        target = redirect_target(walk.asked, "/robots.txt")
        headers = {"Accept": "text/plain,*/*;q=0.5"}
        for _ in range(ROBOTS_HOPS):
            try:
                async with asyncio.timeout(self._config.robots_limit):
                    reply = await walk.call("GET", target, headers, self._config.robots_limit)
            except TimeoutError:
                return None
            location = reply.headers.get("Location", "")
            if reply.status not in REDIRECTS or not location:
                return reply
            walk.robots_moved = True
            try:
                target = redirect_target(target, location)
            except InvalidUrlError:
                return None
            if target.had_credentials or gate_url(
                target, ports=self._config.ports, any_port=self._config.allow_loopback
            ):
                return None
        return None

    def learn(self, asked: Target, observation: Observation) -> None:
        """Cool-downs, from what the host asked for or from its silence."""
        origin = self.of(asked)
        class_, host = observation.class_, asked.host
        origin.timeouts = origin.timeouts + 1 if class_ in TIMEOUTS else 0
        if class_ is C.RATE_LIMITED:
            self._gate.cool_down(host, observation.retry_after_s or self._config.default_cool_down)
        elif class_ is C.SERVER_ERROR and observation.retry_after_s:
            self._gate.cool_down(host, observation.retry_after_s)
        elif origin.timeouts >= self._config.timeouts_to_cool_down:
            self._gate.cool_down(host, self._config.default_cool_down)
            origin.timeouts = 0
