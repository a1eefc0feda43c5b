"""The link client: addresses in, observations out. Contract for the store and the tasks:

* `Checker(config)` is an async context manager; `await checker.check(url, known=…, etag=…, last_modified=…)` gives one
  `Observation` and never raises for what a partner does; `checker.check_many(urls)` yields them as they come,
  one host at a time, so that a slow host delays no other.
* `observe(urls, config)` is the same for code without a loop, such as a Celery task.
* Nothing here knows Django, the database or the state of a link: `workers.links.verdict.policy.judge` makes a state of
  the observation.

Only modules of `workers.links.client.wire` open a socket (`transport`, `connector`, `resolver`). The client talks to
partners' sites and DNS; it must not leak credentials found in addresses, nor repeat an address it refused.
"""

import asyncio
from collections.abc import AsyncIterator, Iterable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Self

from ground.addresses.urls import (
    SYNTAX_ONLY,
    InvalidUrlError,
    Target,
    gate_url,
    normalise,
    scheme_of,
    syntax_problem,
    without_secrets,
)
from workers.links.client.classes import ALIVE, Signal
from workers.links.client.classes import ObservationClass as C
from workers.links.client.classify import Answer, Finding, classify, is_doubtful, refuted
from workers.links.client.evidence import Ask, answer_of, is_same_page, with_answer, without_answer
from workers.links.client.habits import refresh_of
from workers.links.client.hosts import HostGate, MemoryHostGate
from workers.links.client.landed import Landed
from workers.links.client.observation import Hop, Known, Observation
from workers.links.client.origins import Origins
from workers.links.client.queues import by_host
from workers.links.client.walk import Means, Walk
from workers.links.client.wire.config import CheckerConfig
from workers.links.client.wire.failures import Failure
from workers.links.client.wire.transport import Reply, Transport

__all__ = ["Checker", "CheckerConfig", "Hop", "Known", "Observation", "observe"]


class Checker:
    """Checks links with one session, one memory of hosts and one set of limits."""

    def __init__(self, config: CheckerConfig | None = None) -> None:
        self.config = config or CheckerConfig()
        self.gate: HostGate = self.config.gate or MemoryHostGate(self.config.interval)
        self.transport = Transport(self.config)
        self.origins = Origins(self.config, self.gate)

    async def __aenter__(self) -> Self:
        await self.transport.__aenter__()
        return self

    async def __aexit__(self, *exc_info: object) -> None:
        await self.transport.__aexit__(*exc_info)

    async def check_many(self, urls: Iterable[str], *, concurrency: int | None = None) -> AsyncIterator[Observation]:
        """Observations in the order they end; one call in flight per host, hosts served in turn."""
        async for observation in by_host(urls, self.check, concurrency or self.config.concurrency):
            yield observation

    async def check(
        self, url: str, *, known: Known | None = None, etag: str | None = None, last_modified: str | None = None
    ) -> Observation:
        """One observation of one address. Whatever the partner does is an observation, never an exception."""
        if etag or last_modified:
            known = replace(known or Known(), etag=etag or "", last_modified=last_modified or "")
        ask = Ask(without_secrets(url), datetime.now(UTC), asyncio.get_running_loop().time())
        asked = self._target_or_refusal(url)
        if isinstance(asked, Finding):
            return Observation(ask.shown, asked.class_, ask.at, asked.reason, signals=asked.signals)
        walk = Walk(Means(self.config, self.gate, self.transport), asked, known)
        cooling = self.gate.cooling(asked.host)
        if cooling:
            failure = Failure(C.SKIPPED_COOLDOWN, "le site demande une pause")
            return without_answer(ask, walk, failure, elapsed_ms=0, cooling=cooling)
        refused = await self.origins.refusal(walk) if self.config.respect_robots else None
        if refused is not None:
            observation = without_answer(ask, walk, refused, elapsed_ms=_elapsed_ms(ask))
        else:
            observation = await self._observed(ask, walk, await walk.run())
        self.origins.learn(asked, observation)
        return observation

    def _target_or_refusal(self, url: str) -> Target | Finding:
        """The address to call, or what its writing alone says: before any name is resolved."""
        scheme = scheme_of(url)
        if scheme in SYNTAX_ONLY:
            problem = syntax_problem(url)
            if problem:
                return Finding(C.INVALID_URL, problem)
            return Finding(C.UNSUPPORTED, "seule l’écriture est vérifiée", frozenset({Signal.SYNTAX_ONLY}))
        if scheme and scheme not in ("http", "https") and "." not in scheme:
            return Finding(C.UNSUPPORTED, "type d’adresse non pris en charge")
        try:
            target = normalise(url)
        except InvalidUrlError as exc:
            return Finding(C.INVALID_URL, exc.code)
        if target.is_literal and self.config.refuses(target.host):
            return Finding(C.UNSAFE_TARGET, "adresse non publique")
        problem = gate_url(target, ports=self.config.ports, any_port=self.config.allow_loopback)
        return Finding(C.UNSUPPORTED, problem, frozenset({Signal.PORT})) if problem else target

    async def _observed(self, ask: Ask, walk: Walk, landed: Landed) -> Observation:
        reply = landed.reply
        if landed.failure is not None or reply is None:
            failure = landed.failure or Failure(C.PROTOCOL, "réponse incompréhensible")
            return without_answer(ask, walk, failure, elapsed_ms=_elapsed_ms(ask), landed=landed)
        if reply.headers_s >= self.config.slow_after or reply.body.problem == "lent":
            walk.signals.add(Signal.SLOW)
        if reply.body.problem or not reply.body.complete:
            walk.signals.add(Signal.TRUNCATED)
        answer = answer_of(walk, landed, reply)
        finding = await self._found(walk, answer, reply)
        finding = await self._behind(walk, answer, finding)
        return with_answer(ask, walk, answer, finding, reply, elapsed_ms=_elapsed_ms(ask))

    async def _found(self, walk: Walk, answer: Answer, reply: Reply) -> Finding:
        body = reply.body
        if reply.method == "GET" and body.problem and not body.raw_bytes and 200 <= reply.status < 300:
            class_ = C.TIMEOUT_BODY if body.problem == "lent" else C.RESET
            return Finding(class_, "en-têtes reçus, contenu jamais venu", answer.extra)
        if reply.method == "GET" and body.complete and not body.raw_bytes and reply.status == 200:
            return Finding(C.SERVER_ERROR, "réponse vide", answer.extra)
        if self.config.probe_siblings and walk.spent < self.config.total_limit / 2 and is_doubtful(answer):
            sibling = await walk.sibling()
            if is_same_page(answer, sibling):
                answer = replace(answer, extra=answer.extra | {Signal.SIBLING})
            elif sibling.reply is not None and sibling.reply.status in (200, 404, 410):
                answer = refuted(answer)
        return classify(answer, walk.known)

    async def _behind(self, walk: Walk, answer: Answer, finding: Finding) -> Finding:
        """What one more question settles: a home page that refuses us as well, a page that sends to nowhere."""
        if not self.config.probe_siblings or walk.spent >= self.config.total_limit / 2:
            return finding
        if answer.status == 400 and answer.asked.path != "/":
            home = (await walk.home()).reply
            if home is not None and home.status == 400:
                return Finding(C.BLOCKED, "le site rejette toutes nos demandes, à son accueil aussi", finding.signals)
        location = refresh_of(answer.page) if answer.page is not None and finding.class_ in ALIVE else ""
        if location:
            landed = await walk.refreshed(location, answer.final)
            if landed is not None and landed.reply is not None and landed.reply.status in (404, 410):
                return Finding(C.GONE, "renvoi vers une page introuvable", finding.signals)
        return finding


def _elapsed_ms(ask: Ask) -> int:
    return round((asyncio.get_running_loop().time() - ask.started) * 1000)


def observe(urls: Iterable[str], config: CheckerConfig | None = None) -> list[Observation]:
    """All observations of a batch, for callers without a running loop, such as a Celery task."""

    async def gathered() -> list[Observation]:
        async with Checker(config) as checker:
            return [observation async for observation in checker.check_many(urls)]

    return asyncio.run(gathered())
