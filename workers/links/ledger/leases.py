"""The stored lease of hosts: one call in flight per host over all workers, and what a host asked for kept for the next.

`StoredHostGate` stands behind the `HostGate` protocol. A run leases its own hosts in one go before it starts
(`prepare`), holds them, and gives each back when its links are done (`finish`) or at its end (`close`). Hosts that only
redirects lead to are leased for one call. The leases of a run that was killed end by themselves.

The database is asked in one thread beside the loop, since Django refuses it inside one.
"""

import asyncio
import secrets
from collections.abc import Callable, Collection, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from workers.links.client.classes import ObservationClass
from workers.links.client.hosts import MemoryHostGate
from workers.links.client.wire.failures import CallFailed, Failure
from workers.links.ledger.host_lessons import etats_de
from workers.links.models import EtatHote

DUREE = timedelta(minutes=15)
PATIENCE_S = 30.0
ESSAI_S = 0.5
RENDUS_ENSEMBLE_S = 1.0
RENDUS = ["occupe_jusqu_au", "occupe_par", "prochain_appel_le", "requetes", "dernier_appel_le"]
T = TypeVar("T")


def lease(hotes: Collection[str], *, jeton: str, now: datetime) -> dict[str, EtatHote]:
    """Lease those of the hosts that nobody else holds; returns their rows."""
    if not hotes:
        return {}
    with transaction.atomic():
        etats_de(hotes)
        libre = Q(occupe_jusqu_au__isnull=True) | Q(occupe_jusqu_au__lte=now) | Q(occupe_par=jeton)
        EtatHote.objects.filter(libre, hote__in=hotes).update(occupe_jusqu_au=now + DUREE, occupe_par=jeton)
        return {row.hote: row for row in EtatHote.objects.filter(hote__in=hotes, occupe_par=jeton)}


def give_back(appels: Mapping[str, int], *, jeton: str, now: datetime, intervalle: float) -> None:
    """Give the leases of these hosts back, with the calls made; the next one comes an interval later at least."""
    if not appels:
        return
    with transaction.atomic():
        rows = list(
            EtatHote.objects.select_for_update().filter(hote__in=appels.keys(), occupe_par=jeton).order_by("hote")
        )
        for row in rows:
            row.occupe_jusqu_au, row.occupe_par = None, ""
            row.prochain_appel_le = now + timedelta(seconds=max(intervalle, row.intervalle_s))
            row.requetes += appels[row.hote]
            if appels[row.hote]:
                row.dernier_appel_le = now
        EtatHote.objects.bulk_update(rows, RENDUS)


class StoredHostGate:
    """A `HostGate` whose leases, pauses and slower paces live in the database."""

    def __init__(self, interval: float, *, patience: float = PATIENCE_S) -> None:
        self._memory = MemoryHostGate(interval)
        self._interval = interval
        self._patience = patience
        self._jeton = secrets.token_hex(8)
        self._rows: dict[str, EtatHote] = {}
        self._own: set[str] = set()
        self._calls: dict[str, int] = {}
        self._done: list[str] = []
        self._last_return = 0.0
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="bail")
        self._late: list[Future[Any]] = []

    def prepare(self, hosts: Collection[str]) -> set[str]:
        """Before the loop runs: lease these hosts for the whole run; returns those that another run holds."""
        wanted = {host for host in hosts if host}
        self._rows |= lease(wanted, jeton=self._jeton, now=timezone.now())
        self._own |= self._rows.keys()
        return wanted - self._rows.keys()

    def cooling(self, host: str) -> float:
        row = self._rows.get(host)
        stored = 0.0
        if row is not None and row.pause_jusqu_au is not None:
            stored = (row.pause_jusqu_au - timezone.now()).total_seconds()
        return max(stored, self._memory.cooling(host), 0.0)

    def cool_down(self, host: str, seconds: float) -> None:
        """Written at once: a worker that is killed later must not forget what a host asked for."""
        self._memory.cool_down(host, seconds)
        until = timezone.now() + timedelta(seconds=seconds)
        shorter = Q(pause_jusqu_au__isnull=True) | Q(pause_jusqu_au__lt=until)
        self._later(lambda: EtatHote.objects.filter(shorter, hote=host).update(pause_jusqu_au=until))

    def slow_down(self, host: str, interval: float) -> None:
        self._memory.slow_down(host, interval)
        slower = EtatHote.objects.filter(hote=host, intervalle_s__lt=interval)
        self._later(lambda: slower.update(intervalle_s=interval))

    async def acquire(self, host: str) -> None:
        """Wait for the host's turn; raises `CallFailed` when another run keeps it beyond all patience."""
        await self._memory.acquire(host)
        try:
            await self._lease(host)
        except BaseException:
            self._memory.release(host)
            raise
        self._calls[host] = self._calls.get(host, 0) + 1

    def release(self, host: str) -> None:
        if host not in self._own and self._rows.pop(host, None) is not None:
            calls = {host: self._calls.pop(host, 0)}
            self._later(lambda: self._give_back(calls))
        self._memory.release(host)

    async def _lease(self, host: str) -> None:
        row = self._rows.get(host) or await self._leased(host)
        if row.intervalle_s:
            self._memory.slow_down(host, row.intervalle_s)
        if row.prochain_appel_le is not None:
            wait = (row.prochain_appel_le - timezone.now()).total_seconds()
            row.prochain_appel_le = None
            if wait > 0:
                await asyncio.sleep(wait)

    async def _leased(self, host: str) -> EtatHote:
        loop = asyncio.get_running_loop()
        deadline = loop.time() + self._patience
        while True:
            self._rows |= await self._in_thread(lambda: lease([host], jeton=self._jeton, now=timezone.now()))
            if host in self._rows:
                return self._rows[host]
            if loop.time() + ESSAI_S > deadline:
                failure = Failure(ObservationClass.SKIPPED_COOLDOWN, "une autre vérification du site est en cours")
                raise CallFailed(failure)
            await asyncio.sleep(ESSAI_S)

    def finish(self, host: str) -> None:
        """This run needs the host no more: others may have it, at the latest a moment from now."""
        if host not in self._own:
            return
        self._own.discard(host)
        self._done.append(host)
        now = asyncio.get_running_loop().time()
        if not self._last_return:
            self._last_return = now
        if now - self._last_return >= RENDUS_ENSEMBLE_S:
            self._last_return = now
            calls, self._done = self._counted(self._done), []
            self._later(lambda: self._give_back(calls))

    def close(self) -> None:
        """After the loop: give back what is still held; all is written when this returns."""
        for future in self._late:
            future.result()
        if self._late:
            self._thread.submit(lambda: connection.close()).result()
        self._thread.shutdown()
        self._give_back(self._counted([*self._rows]))
        self._rows.clear()

    def _counted(self, hosts: Collection[str]) -> dict[str, int]:
        for host in hosts:
            self._rows.pop(host, None)
        return {host: self._calls.pop(host, 0) for host in hosts}

    def _give_back(self, calls: Mapping[str, int]) -> None:
        give_back(calls, jeton=self._jeton, now=timezone.now(), intervalle=self._interval)

    def _later(self, write: Callable[[], Any]) -> None:
        self._late.append(self._thread.submit(write))

    async def _in_thread(self, work: Callable[[], T]) -> T:
        future = self._thread.submit(work)
        self._late.append(future)
        return await asyncio.wrap_future(future)
