"""Every answer of the web process, counted, timed and, if the settings say so, written to the log.

Around all that answers: what is kept is given before Django’s chain, where django-prometheus would never see it. A
route is the name of an address pattern, of which there are some hundred: no address, no page and no visitor is named.
"""

import logging
from collections.abc import Callable, Iterable, Iterator
from functools import cache, partial
from time import perf_counter
from typing import Any, Final
from urllib.parse import quote

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from prometheus_client import CollectorRegistry, Counter, Histogram

from acces.proof import ProofKind, not_proven
from cms.api.middleware import EN_TETE
from cms.eyes.logs import ACCESS, sans_secrets

Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
#: In a request's environment: the name of its route, and whether the answer was kept.
ROUTE, KEPT = "odd17.route", "odd17.kept"
ADMIN, STATIC, MEDIA, NONE, OTHER = "admin", "static", "media", "none", "other"
METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
SECONDS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)

REGISTRY = CollectorRegistry(auto_describe=False)
REQUESTS = Counter("odd17_http_requests", "Answers given", ["route", "method", "status", "kept"], registry=REGISTRY)
TIMES = Histogram(
    "odd17_http_request_seconds", "Until the last byte was handed over", ["route"], buckets=SECONDS, registry=REGISTRY
)
FAILED_SIGN_INS = Counter("odd17_sign_ins_failed", "Sign-ins that failed", ["by"], registry=REGISTRY)
for kind in ProofKind:
    # A count that begins with its first failure hides it from Prometheus, which sees what grows.
    FAILED_SIGN_INS.labels(kind.value)
access = logging.getLogger(ACCESS)
LINE: Final = "%(method)s %(path)s %(status)d in %(ms)s ms, %(bytes)s bytes, route %(route)s, kept: %(kept)s"


def name_the_route(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """A middleware around all others: writes the route into the request's environment."""

    def answered(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        request.META[ROUTE] = route_of(request)
        return response

    return answered


def route_of(request: HttpRequest) -> str:
    """The name of the pattern that the address fits, one for all of the admin; `none` where none does."""
    match = request.resolver_match
    if match is not None:
        return ADMIN if match.route.startswith("admin/") else match.view_name or match.route
    for prefix, route in ((settings.STATIC_URL, STATIC), (settings.MEDIA_URL, MEDIA)):
        if request.path.startswith(prefix):
            return route
    return NONE


def _count_failure(sender: ProofKind, **about: Any) -> None:
    FAILED_SIGN_INS.labels(sender.value).inc()


# Here, and not when Django starts: this module is of the web process alone.
not_proven.connect(_count_failure, dispatch_uid="cms.eyes.requests")


class Counted:
    """The application, each call of which leaves its count."""

    def __init__(self, application: Wsgi) -> None:
        self.application = application

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        began = perf_counter()
        status, name = "500", "-"

        def start(told: str, headers: list[tuple[str, str]], *more: Any) -> Any:
            nonlocal status, name
            status = told[:3]
            name = next((value for header, value in headers if header == EN_TETE), name)
            return start_response(told, headers, *more)

        try:
            body = self.application(environ, start)
        except BaseException:
            _note(environ, "500", name, began, None)
            raise
        if isinstance(body, list):
            _note(environ, status, name, began, sum(map(len, body)))
            return body
        return Handed(body, partial(_note, environ, status, name, began))


class Handed(Iterator[bytes]):
    """A body in pieces, told of with its bytes when the last is handed over, or when whoever asked has gone."""

    def __init__(self, body: Iterable[bytes], tell: Callable[[int], None]) -> None:
        self.body, self.pieces, self.tell = body, iter(body), tell
        self.sent = 0
        self.is_told = False

    def __next__(self) -> bytes:
        try:
            piece = next(self.pieces)
        except BaseException:
            self._end()
            raise
        self.sent += len(piece)
        return piece

    def close(self) -> None:
        """What servers call in the end, whatever came before (PEP 3333)."""
        try:
            getattr(self.body, "close", lambda: None)()
        finally:
            self._end()

    def _end(self) -> None:
        if not self.is_told:
            self.is_told = True
            self.tell(self.sent)


def _note(environ: dict[str, Any], status: str, name: str, began: float, size: int | None) -> None:
    seconds = perf_counter() - began
    route, kept = environ.get(ROUTE, NONE), "yes" if environ.get(KEPT) else "no"
    method = environ["REQUEST_METHOD"] if environ["REQUEST_METHOD"] in METHODS else OTHER
    count, times = _measures(route, method, status, kept)
    count.inc()
    times.observe(seconds)
    if settings.ACCESS_LOG:
        # Neither who asks nor what stands behind the « ? », which may be of a person.
        path = one_line(sans_secrets(environ.get("PATH_INFO", "").encode("latin-1").decode(errors="replace")))
        told = {
            "method": method,
            "path": path,
            "status": int(status),
            "ms": round(1_000 * seconds, 1),
            "bytes": size,
            "route": route,
            "kept": kept,
        }
        access.info(LINE, told, extra={**told, "demande": name})


@cache
def _measures(route: str, method: str, status: str, kept: str) -> tuple[Counter, Histogram]:
    """To find them costs more than to count: as many as there are sets of labels."""
    return REQUESTS.labels(route, method, status, kept), TIMES.labels(route)


def one_line(path: str) -> str:
    """The path with line breaks and other unseen signs as %0A: none begins a line of its own."""
    return path if path.isprintable() else "".join(sign if sign.isprintable() else quote(sign) for sign in path)
