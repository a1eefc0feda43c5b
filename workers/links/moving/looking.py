"""Looks at the new addresses of a site that moved, by the link client and its gate, before anything is replaced."""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import replace

from django.db import transaction

from ground.addresses.keys import cle_de
from liens.enums import VerificationDAdresse
from liens.models import LigneDeDomaine
from workers.links.client.checker import Checker, Observation
from workers.links.client.classes import ALIVE, Signal
from workers.links.client.queues import by_host
from workers.links.client.wire.config import CheckerConfig
from workers.links.ledger.leases import StoredHostGate
from workers.links.limits import config
from workers.links.run import look_at_canaries
from workers.links.verdict.incidents import canaries_alive
from workers.links.verdict.sentences import title_of

log = logging.getLogger(__name__)
LOT = 100
LED_ASTRAY = "L’adresse mène à la première page du site, pas à la même page."


def check_waiting(at_most: int = LOT) -> int:
    """Look at up to `at_most` addresses; returns how many were. None while another run holds their site."""
    rows = list(LigneDeDomaine.objects.filter(etat=VerificationDAdresse.ATTENTE).order_by("pk")[:at_most])
    if not rows:
        return 0
    gate = StoredHostGate(config().interval)
    try:
        hosts = {row.pk: _host(row) for row in rows}
        held = gate.prepare(set(hosts.values()))
        free = [row for row in rows if hosts[row.pk] not in held]
        seen = asyncio.run(_observed([row.nouvelle for row in free], replace(config(), gate=gate)))
    finally:
        gate.close()
    if seen is None:
        log.warning("Our own network does not answer: %d new addresses wait", len(free))
        return 0
    with transaction.atomic():
        for row in free:
            row.etat, row.raison = _verdict(seen[row.nouvelle])
        LigneDeDomaine.objects.bulk_update(free, ["etat", "raison"])
    return len(free)


def _host(row: LigneDeDomaine) -> str:
    key = cle_de(row.nouvelle)
    return key[1] if key else ""


async def _observed(urls: Sequence[str], limits: CheckerConfig) -> dict[str, Observation] | None:
    """None where the canaries say that it is our own network that fails."""
    async with Checker(config()) as lookout, Checker(limits) as checker:

        async def check(url: str) -> tuple[str, Observation]:
            return url, await checker.check(url)

        if not canaries_alive(await look_at_canaries(lookout)):
            return None
        seen = dict([pair async for pair in by_host(dict.fromkeys(urls), check, limits.concurrency)])
        failed = any(one.class_ not in ALIVE for one in seen.values())
        return seen if not failed or canaries_alive(await look_at_canaries(lookout)) else None


def _verdict(seen: Observation) -> tuple[str, str]:
    if seen.class_ not in ALIVE:
        return VerificationDAdresse.EXCEPTION, title_of(seen.class_)[:300]
    if Signal.ROOT in seen.signals:
        return VerificationDAdresse.EXCEPTION, LED_ASTRAY
    return VerificationDAdresse.REPOND, ""
