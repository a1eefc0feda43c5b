"""Answers for those alone who have a link: nothing keeps, indexes or frames them, no site is told their address."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from csp.constants import NONE
from csp.decorators import csp_replace
from django.http import HttpRequest, HttpResponse

SANS_CACHE = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex, nofollow"}
EN_TETES = {**SANS_CACHE, "X-Frame-Options": "DENY"}
Vue = Callable[..., HttpResponse]


def discrete(*, referent: str = "no-referrer") -> Callable[[Vue], Vue]:
    """What holds for every answer of a view. `referent` is its Referrer-Policy."""

    def decorate(view: Vue) -> Vue:
        @wraps(view)
        def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            response = view(request, *args, **kwargs)
            for name, value in {**EN_TETES, "Referrer-Policy": referent}.items():
                response[name] = value
            return response

        framed: Any = csp_replace({"frame-ancestors": [NONE]})(inner)
        return framed

    return decorate


def sans_cache(response: HttpResponse) -> HttpResponse:
    """The same answer, which nothing keeps or indexes."""
    for name, value in SANS_CACHE.items():
        response[name] = value
    return response
