"""One run of checks: load the links, observe them with the client, judge and store."""

import asyncio
from collections.abc import Iterable, Sequence

from django.conf import settings
from django.utils import timezone

from pages.models import Lien
from workers.links.classes import ObservationClass
from workers.links.client import Checker, CheckerConfig, Observation
from workers.links.incidents import canaries_alive
from workers.links.models import Suivi
from workers.links.observation import Known
from workers.links.queues import by_host
from workers.links.store import RunResult, known_from, record_run


def check_links(ids: Iterable[int]) -> RunResult:
    """Check these links now, canaries first and last, and store what follows."""
    liens = {lien.url: lien for lien in Lien.objects.filter(pk__in=list(ids))}
    if not liens:
        return RunResult(written=0, changed=(), inconclusive=False)
    suivis = Suivi.objects.filter(lien__in=liens.values()).values_list("lien__url", "connu")
    known = {url: known_from(connu) for url, connu in suivis}
    observations, alive = asyncio.run(_observed(list(liens), known))
    pairs = [(liens[url], observation) for url, observation in observations]
    return record_run(pairs, now=timezone.now(), canaries_alive=alive)


def config() -> CheckerConfig:
    """The client's limits, with what the settings say of this deployment."""
    return CheckerConfig(
        contact_url=settings.CONTACT_URL,
        allow_loopback=settings.LINKS_ALLOW_LOOPBACK,
        concurrency=settings.LINKS_CONCURRENCY,
    )


async def _observed(urls: Sequence[str], known: dict[str, Known]) -> tuple[list[tuple[str, Observation]], bool]:
    async with Checker(config()) as checker:

        async def check(url: str) -> tuple[str, Observation]:
            return url, await checker.check(url, known=known.get(url))

        before = await _canaries(checker)
        found = [pair async for pair in by_host(urls, check, settings.LINKS_CONCURRENCY)]
        # A second look only matters when the first one was well and something failed since.
        after = await _canaries(checker) if canaries_alive(before) else before
    return found, canaries_alive(before) and canaries_alive(after)


async def _canaries(checker: Checker) -> list[ObservationClass]:
    return [(await checker.check(url)).class_ for url in settings.LINKS_CANARIES]
