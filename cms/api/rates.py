"""How often the API may be asked: by token, or by address for who has none. Counted in memory, or in Redis.

An address is kept as a hash of the day, for a minute. When the counter is away nobody is refused.
"""

import logging
from collections.abc import Callable
from functools import cache, wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from limits import RateLimitItem, RateLimitItemPerMinute
from limits.storage import storage_from_string
from limits.strategies import FixedWindowRateLimiter
from ninja import NinjaAPI

from acces.token_refusals import jeton_de
from cms.api.operations import Run, facts_of
from ground.problems import probleme
from ground.visitors import address_of, adresse_du_jour

logger = logging.getLogger(__name__)
TROP = "Trop de demandes en une minute : au plus {limit} ici. Reprenez dans {wait} s."


def register_rates(api: NinjaAPI) -> None:
    """Count each call before anything else is done for it. To be called last, before the addresses are built."""

    def counting(run: Run) -> Run:
        cost = facts_of(run).cost

        @wraps(run)
        def inner(request: HttpRequest, **path: Any) -> HttpResponse:
            return counted(request, cost, lambda: run(request, **path))

        return inner

    api.add_decorator(counting, mode="view")


def counted(request: HttpRequest, cost: int, run: Callable[[], HttpResponse]) -> HttpResponse:
    """What `run` answers, or why it is not asked, with the caller's account of this minute."""
    jeton = jeton_de(request.headers.get("Authorization", ""))
    per_minute = settings.API_RATE_TOKEN if jeton else settings.API_RATE
    if not per_minute:
        return run()
    item = RateLimitItemPerMinute(per_minute)
    who = f"jeton-{jeton.pk}" if jeton else adresse_du_jour(address_of(request), timezone.localdate())
    account = _account(item, who, cost)
    if account is None:
        return run()
    allowed, left, wait = account
    if allowed:
        response = run()
    else:
        response = probleme(429, TROP.format(limit=per_minute, wait=wait))
        response["Retry-After"] = str(wait)
    response["RateLimit-Limit"] = str(per_minute)
    response["RateLimit-Remaining"] = str(left)
    response["RateLimit-Reset"] = str(wait)
    return response


def _account(item: RateLimitItem, who: str, cost: int) -> tuple[bool, int, int] | None:
    """(whether the call is within the limit, calls left, seconds until the next minute); None when nobody counts."""
    limiter = compteur()
    try:
        allowed = limiter.hit(item, who, cost=cost)
        reset, left = limiter.get_window_stats(item, who)
    except Exception as exc:  # noqa: BLE001  whatever the counter's client raises: an answer is worth more than a count
        logger.warning("Calls of the API are not counted: %s", exc)
        return None
    return allowed, max(0, left), max(1, round(reset - timezone.now().timestamp()))


@cache
def compteur() -> FixedWindowRateLimiter:
    """The counter of this process, or the one that all share in Redis."""
    return FixedWindowRateLimiter(storage_from_string(settings.API_RATE_STORAGE))
