"""Gives what is kept before anything else is done: no session, no SQL. What is new is kept on its way out.

An answer is kept when its view offers it (`ground.keeping`), it came out whole, sets no cookie, and nobody further in
said that it is private. Whoever is logged in, or has passed a password, is answered anew, and nobody keeps that.
"""

import time
from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.utils import timezone

from cms.api.middleware import EN_TETE, name_of
from cms.eyes.requests import KEPT
from cms.kept.answers import KeptAnswer, cache_control, kept_answer
from cms.kept.store import Place, Shelf
from ground.keeping.offers import WITHDRAWN, Keeping, offered
from ground.news.reading import watch

Suite = Callable[[HttpRequest], HttpResponse]
LONGEST = 2_000
PRIVATE = "private, no-cache"
MEBIBYTE = 1_048_576
OLDER = (
    "<strong>Cette page n’est peut-être pas à jour.</strong> La base de données ne répond pas en ce moment\u00a0: vous "
    "lisez la dernière version que le site a gardée."
)
_WITHDRAWN = frozenset({WITHDRAWN})
#: Of the memory for answers, what those with parameters of their own may take.
SHARE_OF_VARIANTS = 4


def _bytes_of_pages() -> int:
    return settings.KEPT_PAGES_MB * MEBIBYTE


def _bytes_of_variants() -> int:
    return settings.KEPT_PAGES_MB * MEBIBYTE // SHARE_OF_VARIANTS


PAGES, VARIANTS = Shelf(_bytes_of_pages), Shelf(_bytes_of_variants)


def forget() -> None:
    """Keep nothing of what this process kept."""
    for shelf in (PAGES, VARIANTS):
        shelf.clear()
    watch.forget()


class KeptAnswers:
    """A middleware around all those that cost something."""

    def __init__(self, get_response: Suite) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        place = place_of(request)
        if place is None:
            return _told_private(request, self.get_response(request))
        since = watch.look()
        if since and (kept := _find(place, request, since)):
            return named(request, kept)
        response = self.get_response(request)
        if response.status_code == 503 and since and (older := _kept_before(place, request, response)):
            return older
        offer = offered(response)
        if offer is None or not may_be_kept(response):
            return response
        answer = _made(response, offer, since)
        if since and request.method == "GET" and watch.look():
            if not watch.is_fresh(since, answer.keys):
                # Out of date as it is made, while somebody publishes: for want of the database, and for nothing else.
                answer.ends = 0.0
            shelf = VARIANTS if offer.reads else PAGES
            shelf.keep(place, offer.reads, request, answer)
        made = answer.answer(request)
        made.headers[EN_TETE] = response.get(EN_TETE, "")
        return _marked(made, answer)


class GzipOfTheRest(GZipMiddleware):
    """Django's own, for what is not kept: an answer that is kept is compressed once."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if offered(response) is not None and place_of(request) is not None and may_be_kept(response):
            return response
        return super().process_response(request, response)


def place_of(request: HttpRequest) -> Place | None:
    """Where what is kept for this request stands; None when it is not answered from there."""
    meta = request.META
    if request.method not in ("GET", "HEAD") or not settings.KEPT_PAGES_MB or getattr(request, "is_dummy", False):
        return None
    if "HTTP_AUTHORIZATION" in meta:
        return None
    if settings.SESSION_COOKIE_NAME in meta.get("HTTP_COOKIE", "") or len(meta.get("QUERY_STRING", "")) > LONGEST:
        return None
    # The name as it was sent: an answer is kept under it only after Django has allowed it.
    return request.scheme or "", meta.get("HTTP_HOST", ""), request.path


def may_be_kept(response: HttpResponseBase) -> bool:
    """Whether nothing in the answer is of one visitor alone."""
    return (
        response.status_code == 200
        and not response.streaming
        and not response.cookies
        and not response.has_header("Cache-Control")
        and not response.has_header("Content-Encoding")
        and "cookie" not in response.get("Vary", "").lower()
        and "'nonce-" not in response.get("Content-Security-Policy", "")
    )


def _find(place: Place, request: HttpRequest, now: int) -> KeptAnswer | None:
    for shelf in (PAGES, VARIANTS):
        found = shelf.find(place, request)
        if found is not None and found.ends > time.time() and watch.is_fresh(found.since, found.keys):
            found.since = max(found.since, now)
            return found
    return None


def _kept_before(place: Place, request: HttpRequest, refusal: HttpResponse) -> HttpResponse | None:
    """What was kept before, for whoever would read that the database is away; never if anything was withdrawn since.

    That is what RFC 5861 calls stale-if-error.
    """
    if not getattr(refusal, "for_want_of_the_database", False):
        return None
    for shelf in (PAGES, VARIANTS):
        found = shelf.find(place, request)
        if found is not None and watch.is_fresh(found.since, _WITHDRAWN):
            older = found.as_it_was(OLDER)
            older.headers[EN_TETE] = refusal.get(EN_TETE, "")
            return older
    return None


def _made(response: HttpResponse, offer: Keeping, since: int) -> KeptAnswer:
    now = timezone.localtime()
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    until: datetime = min(midnight, offer.shown.until or midnight)
    vary = [name for one in response.get("Vary", "").split(",") if (name := one.strip()) and name != "Accept-Encoding"]
    return kept_answer(
        response,
        keys=offer.shown.keys,
        ends=until.timestamp(),
        since=since,
        cache_control=cache_control(shared=offer.shared),
        vary=vary,
        again=offer.again,
    )


def find_kept(request: HttpRequest) -> KeptAnswer | None:
    """What is kept for this request and may still be given."""
    place = place_of(request)
    since = watch.look() if place is not None else 0
    return _find(place, request, since) if place is not None and since else None


def kept_of(response: HttpResponseBase) -> KeptAnswer | None:
    """The kept answer that this response gives; None for any other."""
    found: KeptAnswer | None = getattr(response, "kept", None)
    return found


def _marked(response: HttpResponse, kept: KeptAnswer) -> HttpResponse:
    response.kept = kept  # type: ignore[attr-defined]  # for `kept_of` alone
    return response


def named(request: HttpRequest, kept: KeptAnswer) -> HttpResponse:
    """The kept answer for this request, with its name."""
    response = kept.answer(request)
    request.META[KEPT] = True
    response.headers[EN_TETE] = name_of(request)
    if kept.again is not None:
        kept.again(request)
    return _marked(response, kept)


def _told_private(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    if offered(response) is not None and not response.has_header("Cache-Control"):
        response["Cache-Control"] = PRIVATE
    return response
