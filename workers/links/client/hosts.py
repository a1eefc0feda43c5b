"""One call in flight per host, a pause between two calls, and cool-downs. In one process; see `HostGate`."""

import asyncio
from collections import OrderedDict
from typing import Protocol

REMEMBERED_HOSTS = 50_000


class HostGate(Protocol):
    """The lease of a host. Workers that share hosts can put a stored lease behind the same four methods."""

    def cooling(self, host: str) -> float:
        """Seconds for which this host wants to be left alone, 0 when it may be called."""

    def cool_down(self, host: str, seconds: float) -> None:
        """Leave this host alone for so long, at least."""

    def slow_down(self, host: str, interval: float) -> None:
        """From now on, at least `interval` seconds between two calls to this host."""

    async def acquire(self, host: str) -> None:
        """Wait until this host may be called, and hold it."""

    def release(self, host: str) -> None:
        """Give the host back; the pause starts now."""


class _Seat:
    __slots__ = ("cool_until", "free_at", "interval", "lock")

    def __init__(self, interval: float) -> None:
        self.lock = asyncio.Lock()
        self.free_at = 0.0
        self.interval = interval
        self.cool_until = 0.0


class MemoryHostGate:
    """A `HostGate` that lives as long as its process, bounded to the hosts seen last."""

    def __init__(self, interval: float) -> None:
        self._interval = interval
        self._seats: OrderedDict[str, _Seat] = OrderedDict()

    def _seat(self, host: str) -> _Seat:
        seat = self._seats.get(host)
        if seat is None:
            seat = self._seats[host] = _Seat(self._interval)
            if len(self._seats) > REMEMBERED_HOSTS:
                self._forget_one()
        return seat

    def _forget_one(self) -> None:
        now = asyncio.get_running_loop().time()
        for host, seat in self._seats.items():
            if not seat.lock.locked() and seat.cool_until < now and seat.free_at < now:
                del self._seats[host]
                return

    def cooling(self, host: str) -> float:
        seat = self._seats.get(host)
        if seat is None or not seat.cool_until:
            return 0.0
        return max(0.0, seat.cool_until - asyncio.get_running_loop().time())

    def cool_down(self, host: str, seconds: float) -> None:
        seat = self._seat(host)
        seat.cool_until = max(seat.cool_until, asyncio.get_running_loop().time() + seconds)

    def slow_down(self, host: str, interval: float) -> None:
        seat = self._seat(host)
        seat.interval = max(seat.interval, interval)

    async def acquire(self, host: str) -> None:
        seat = self._seat(host)
        await seat.lock.acquire()
        if seat.interval:
            wait = seat.free_at - asyncio.get_running_loop().time()
            if wait > 0:
                try:
                    await asyncio.sleep(wait)
                except BaseException:
                    seat.lock.release()
                    raise

    def release(self, host: str) -> None:
        seat = self._seats[host]
        seat.lock.release()
        if seat.interval:
            seat.free_at = asyncio.get_running_loop().time() + seat.interval
