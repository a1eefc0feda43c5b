"""Looks at the new addresses of a site that moved, by the link client and its gate, before anything is replaced."""

import asyncio
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
from workers.links.verdict.sentences import title_of

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
    with transaction.atomic():
        for row in free:
            row.etat, row.raison = _verdict(seen[row.nouvelle])
        LigneDeDomaine.objects.bulk_update(free, ["etat", "raison"])
    return len(free)


def _host(row: LigneDeDomaine) -> str:
    key = cle_de(row.nouvelle)
    return key[1] if key else ""


async def _observed(urls: Sequence[str], limits: CheckerConfig) -> dict[str, Observation]:
    async with Checker(limits) as checker:

        async def check(url: str) -> tuple[str, Observation]:
            return url, await checker.check(url)

        return dict([pair async for pair in by_host(dict.fromkeys(urls), check, limits.concurrency)])


def _verdict(seen: Observation) -> tuple[str, str]:
    if seen.class_ not in ALIVE:
        return VerificationDAdresse.EXCEPTION, title_of(seen.class_)[:300]
    if Signal.ROOT in seen.signals:
        return VerificationDAdresse.EXCEPTION, LED_ASTRAY
    return VerificationDAdresse.REPOND, ""
