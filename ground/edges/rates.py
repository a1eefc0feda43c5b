"""Counts what callers do, in memory or in Redis, where all processes share it. While that is away, nobody is counted.

What is counted under is a digest of the day (`ground/visitors.py`), kept as long as its window and no longer.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from math import ceil

from django.conf import settings
from django.utils import timezone
from limits import RateLimitItem
from limits.storage import MemoryStorage, RedisStorage
from limits.strategies import FixedWindowRateLimiter, MovingWindowRateLimiter, RateLimiter

from ground.machine.breaker import REDIS
from ground.machine.redis_client import bounded
from ground.machine.sparing import SparingLog

log = SparingLog(logging.getLogger(__name__))


class TooManyError(Exception):
    """More than is allowed. `sentence` says of what, in French; `wait` is in seconds."""

    def __init__(self, sentence: str, wait: int) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.wait = wait


@dataclass(frozen=True, slots=True)
class Standing:
    """How an account stands: whether this was still allowed, how much is left, seconds until there is more."""

    allowed: bool
    left: int
    wait: int


def count(item: RateLimitItem, *account: str, cost: int = 1) -> Standing | None:
    """Count `cost` in the window of the clock; None when nobody counts."""
    return _count(minutes(), item, account, cost)


def count_moving(item: RateLimitItem, *account: str) -> Standing | None:
    """Count one in the window that ends now; what is refused is not counted. None when nobody counts."""
    return _count(moments(), item, account, 1)


def count_moving_in_all(items: Sequence[RateLimitItem], *account: str) -> list[Standing]:
    """Count one in several windows that end now, or in none of them where one refuses; empty when nobody counts."""
    limiter = moments()
    try:
        with REDIS.asking(Exception):
            refusing = [item for item in items if not limiter.test(item, *account)]
            if refusing:
                return [_standing(limiter, item, account, allowed=False) for item in refusing]
    except Exception as exc:  # noqa: BLE001  as below
        log.warning("count", "Calls are not counted: %r", exc)
        return []
    return [found for item in items if (found := _count(limiter, item, account, 1)) is not None]


def forget(item: RateLimitItem, *account: str) -> None:
    """Empty this account."""
    try:
        with REDIS.asking(Exception):
            moments().clear(item, *account)
    except Exception as exc:  # noqa: BLE001  as below
        log.warning("forget", "An account could not be emptied: %r", exc)


def _count(limiter: RateLimiter, item: RateLimitItem, account: tuple[str, ...], cost: int) -> Standing | None:
    try:
        with REDIS.asking(Exception):
            allowed = limiter.hit(item, *account, cost=cost)
            return _standing(limiter, item, account, allowed=allowed)
    except Exception as exc:  # noqa: BLE001  whatever the counter's client raises: an answer is worth more than a count
        log.warning("count", "Calls are not counted: %r", exc)
        return None


def _standing(limiter: RateLimiter, item: RateLimitItem, account: tuple[str, ...], *, allowed: bool) -> Standing:
    reset, left = limiter.get_window_stats(item, *account)
    return Standing(allowed, max(0, left), max(1, ceil(reset - timezone.now().timestamp())))


@cache
def minutes() -> FixedWindowRateLimiter:
    """Counts by windows of the clock."""
    return FixedWindowRateLimiter(_storage())


@cache
def moments() -> MovingWindowRateLimiter:
    """Counts by windows that move."""
    return MovingWindowRateLimiter(_storage())


@cache
def _storage() -> MemoryStorage | RedisStorage:
    if not settings.RATE_STORAGE.startswith("redis"):
        return MemoryStorage()
    return RedisStorage(settings.RATE_STORAGE, **bounded())


def begin_anew() -> None:
    """Forget all that was counted: for tests."""
    _storage().reset()
    for one in (minutes, moments, _storage):
        one.cache_clear()
