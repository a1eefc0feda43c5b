"""One run of checks: lease the hosts, load the links, observe them with the client, judge and store."""

import asyncio
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone

from liens.models import Lien
from workers.links.client.checker import Checker, Observation
from workers.links.client.classes import ObservationClass
from workers.links.client.observation import Known
from workers.links.client.queues import by_host
from workers.links.ledger.leases import StoredHostGate
from workers.links.ledger.runs import RunResult, known_from, postpone, record_run
from workers.links.limits import config
from workers.links.models import Suivi
from workers.links.verdict.incidents import canaries_alive

NEXT_TRY = timedelta(minutes=1)
NOTHING = RunResult(written=0, changed=(), inconclusive=False)


def check_links(ids: Iterable[int], *, waited_for: bool = False, reserved_until: datetime | None = None) -> RunResult:
    """Check these links now, canaries first and last, and store what follows.

    Links of a host that another run holds are put off by a minute, or, when an editor waits for them, wait their turn.
    With `reserved_until`, the end of the lease that the ids were handed out under, only links still under it are
    checked: a message that is delivered a second time finds nothing left to do.
    """
    rows = Lien.objects.filter(pk__in=list(ids))
    liens = list(rows if reserved_until is None else rows.filter(reserve_jusqu_au=reserved_until))
    if not liens:
        return NOTHING
    gate = StoredHostGate(config().interval)
    try:
        held = gate.prepare({lien.hote for lien in liens})
        if not waited_for:
            postpone([lien.pk for lien in liens if lien.hote in held], until=timezone.now() + NEXT_TRY)
            liens = [lien for lien in liens if lien.hote not in held]
        return _check(liens, gate, reserved_until) if liens else NOTHING
    finally:
        gate.close()


def _check(liens: Sequence[Lien], gate: StoredHostGate, reserved_until: datetime | None) -> RunResult:
    by_url = {lien.url: lien for lien in liens}
    suivis = Suivi.objects.filter(lien__in=liens).values_list("lien__url", "connu")
    known = {url: known_from(connu) for url, connu in suivis}
    observations, alive = asyncio.run(_observed(by_url, known, gate))
    pairs = [(by_url[url], observation) for url, observation in observations]
    return record_run(pairs, now=timezone.now(), canaries_alive=alive, reserved_until=reserved_until)


async def _observed(
    liens: dict[str, Lien], known: dict[str, Known], gate: StoredHostGate
) -> tuple[list[tuple[str, Observation]], bool]:
    left = Counter(lien.hote for lien in liens.values())
    # Every run calls the canaries: they are no partner's, and no run may wait for another's look at them.
    async with Checker(config()) as lookout, Checker(replace(config(), gate=gate)) as checker:

        async def check(url: str) -> tuple[str, Observation]:
            host = liens[url].hote
            try:
                return url, await checker.check(url, known=known.get(url))
            finally:
                left[host] -= 1
                if not left[host]:
                    gate.finish(host)

        before = await look_at_canaries(lookout)
        found = [pair async for pair in by_host(liens, check, settings.LINKS_CONCURRENCY)]
        # A second look only matters when the first one was well and something failed since.
        after = await look_at_canaries(lookout) if canaries_alive(before) else before
    return found, canaries_alive(before) and canaries_alive(after)


async def look_at_canaries(checker: Checker) -> list[ObservationClass]:
    """What the sites answer that tell our own network from a partner’s. Empty where none is set."""
    return [(await checker.check(url)).class_ for url in settings.LINKS_CANARIES]
