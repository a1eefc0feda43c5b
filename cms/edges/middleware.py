"""Counts and queues what is dear before anything else is done for it.

It stands as far outside as it can while its refusals still leave in the form of all others: within the middlewares
that answer for files, encodings and the API’s problems, outside of sessions, forms and views. A refusal costs some
tenths of a millisecond. The API counts its own calls (`cms/api/rates.py`), by tokens as well.
"""

from collections.abc import Callable
from functools import lru_cache

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve
from limits import RateLimitItemPerMinute

from acces.devices import give_cookie
from cms.api.rates import counted
from cms.edges.weights import weights_of
from cms.middleware import API
from cms.refusals import too_busy, too_many
from ground.edges.lanes import LaneFullError
from ground.edges.rates import TooManyError, count
from ground.facts import Weight
from ground.visitors import account_of

BEYOND = "Beaucoup de pages lourdes ont été demandées d’ici en une minute. Reprenez dans {wait}\u00a0s."
Suite = Callable[[HttpRequest], HttpResponse]


class Edges:
    """A middleware just inside the one of the API."""

    def __init__(self, get_response: Suite) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        weight = _weight(request)
        if weight is None:
            response = self.get_response(request)
        elif request.path.startswith(API):
            response = counted(request, weight.cost, weight.lane, lambda: self.get_response(request))
        else:
            response = self._counted(request, weight)
        give_cookie(request, response)
        return response

    def _counted(self, request: HttpRequest, weight: Weight) -> HttpResponse:
        account = account_of(request)
        try:
            _count(account, weight.cost)
            if weight.lane is None:
                return self.get_response(request)
            with weight.lane.place(account):
                return self.get_response(request)
        except TooManyError as exc:
            return too_many(request, exc)
        except LaneFullError as exc:
            return too_busy(request, exc)

    def process_exception(self, request: HttpRequest, exc: Exception) -> HttpResponse | None:
        """What a view itself refuses so: passwords that are tried, mails that are asked for."""
        return too_many(request, exc) if isinstance(exc, TooManyError) else None


def _weight(request: HttpRequest) -> Weight | None:
    return next((one for one in _weights(request.path_info, settings.ROOT_URLCONF) if one.is_of(request)), None)


@lru_cache(maxsize=1024)
def _weights(path: str, urlconf: str) -> tuple[Weight, ...]:
    """What is known of the view behind a path: looking for it costs as much as all of the counting."""
    try:
        return weights_of(resolve(path, urlconf)) or ()
    except Resolver404:
        return ()


def _count(account: str, cost: int) -> None:
    """Raises TooManyError when this is more than the account of this minute holds."""
    if not settings.SITE_RATE:
        return
    # What costs more than all of a minute is still to be had, once a minute.
    standing = count(RateLimitItemPerMinute(settings.SITE_RATE), "pages", account, cost=min(cost, settings.SITE_RATE))
    if standing and not standing.allowed:
        raise TooManyError(BEYOND.format(wait=standing.wait), standing.wait)
