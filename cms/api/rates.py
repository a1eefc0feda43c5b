"""How often the API may be asked: by token, or by address for who has none; dear answers are made in lanes."""

from collections.abc import Callable
from contextlib import nullcontext
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from limits import RateLimitItemPerMinute
from ninja import NinjaAPI

from acces.token_refusals import jeton_de
from cms.api.operations import Run, facts_of
from cms.refusals import too_busy
from ground.edges.lanes import Lane, LaneFullError
from ground.edges.rates import count
from ground.problems import probleme
from ground.visitors import account_of

TROP = "Trop de demandes en une minute : au plus {limit} ici. Reprenez dans {wait} s."


def register_rates(api: NinjaAPI) -> None:
    """Count each call before anything else is done for it. To be called last, before the addresses are built."""

    def counting(run: Run) -> Run:
        told = facts_of(run)

        @wraps(run)
        def inner(request: HttpRequest, **path: Any) -> HttpResponse:
            return counted(request, told.cost, told.lane, lambda: run(request, **path))

        return inner

    api.add_decorator(counting, mode="view")


def counted(request: HttpRequest, cost: int, lane: Lane | None, run: Callable[[], HttpResponse]) -> HttpResponse:
    """What `run` answers, or why it is not asked, with the caller's account of this minute."""
    jeton = jeton_de(request.headers.get("Authorization", ""))
    per_minute = settings.API_RATE_TOKEN if jeton else settings.API_RATE
    who = f"jeton-{jeton.pk}" if jeton else account_of(request)
    standing = count(RateLimitItemPerMinute(per_minute), who, cost=min(cost, per_minute)) if per_minute else None
    if standing is None or standing.allowed:
        response = _in_lane(request, lane, who, run)
    else:
        response = probleme(429, TROP.format(limit=per_minute, wait=standing.wait))
        response["Retry-After"] = str(standing.wait)
    if standing:
        response["RateLimit-Limit"] = str(per_minute)
        response["RateLimit-Remaining"] = str(standing.left)
        response["RateLimit-Reset"] = str(standing.wait)
    return response


def _in_lane(request: HttpRequest, lane: Lane | None, who: str, run: Callable[[], HttpResponse]) -> HttpResponse:
    try:
        with lane.place(who) if lane else nullcontext():
            return run()
    except LaneFullError as exc:
        return too_busy(request, exc)
