"""One kept answer: its bytes in each coding that was asked for, its headers, and what it is made of."""

import hashlib
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified

from cms.kept.coding import BR, PLAIN, best_coding, coded, plain
from ground.answers import is_named
from ground.keeping.offers import ALL_HTML
from ground.keeping.surrogates import surrogate_keys

#: Headers that are said anew each time, or that we say ourselves.
_NOT_KEPT = frozenset(
    {"cache-control", "content-encoding", "content-length", "date", "etag", "surrogate-key", "vary", "x-request-id"}
)
#: Headers that only an answer with a body has.
_OF_BODIES = frozenset({"content-type", "content-language"})
#: RFC 7234, 5.5.1: caches and browsers ask for it no more, people who look for a cause do.
_STALE = '110 - "Response is Stale"'
_MAIN = re.compile(rb"<main[^>]*>")
#: How long a cache in front of the site keeps a page, which it is told to forget before if it changes.
SHARED_SECONDS = 300


@dataclass(slots=True)
class KeptAnswer:
    """What is given to everybody who asks the same. `since` is the last of the news that it was compared with.

    `added` is what stands around all answers and was added to the first one; None before that. `route` is the name of
    the pattern of its address, as measures call it.
    """

    etag: str
    headers: dict[str, str]
    bodies: dict[str, bytes]
    keys: frozenset[str]
    ends: float
    since: int
    again: Callable[[HttpRequest], None] | None
    added: tuple[tuple[str, str], ...] | None = None
    route: str = ""

    @property
    def size(self) -> int:
        """Bytes, about."""
        return sum(map(len, self.bodies.values())) + 1_500

    def answer(self, request: HttpRequest) -> HttpResponse:
        """The whole, or a 304 for who has it."""
        coding = best_coding(request.META.get("HTTP_ACCEPT_ENCODING", ""))
        known = request.META.get("HTTP_IF_NONE_MATCH", "")
        # Another form of the same has a weak ETag: RFC 9110, 8.8.1.
        etag = f"W/{self.etag}" if coding else self.etag
        if known and is_named(self.etag, known):
            headers = {name: value for name, value in self.headers.items() if name.lower() not in _OF_BODIES}
            return HttpResponseNotModified(headers={**headers, "ETag": etag})
        body = self._body(coding)
        response = HttpResponse(body, headers={**self.headers, "ETag": etag, "Content-Length": str(len(body))})
        if coding:
            response.headers["Content-Encoding"] = coding
        return response

    def as_it_was(self, sentence: str) -> HttpResponse:
        """The whole as it was, with a sentence that says so at the top of a page; for whoever would get nothing."""
        body = self._body(PLAIN)
        if self.headers.get("Content-Type", "").startswith("text/html"):
            told = f'<p class="bandeau">{sentence}</p>'.encode()
            body = _MAIN.sub(lambda found: found[0] + told, body, count=1)
        headers = {**self.headers, "Cache-Control": "no-store", "Warning": _STALE}
        del headers["Surrogate-Key"]
        return HttpResponse(body, headers=headers)

    def _body(self, coding: str) -> bytes:
        found = self.bodies.get(coding)
        if found is None:
            made_in, body = next(iter(self.bodies.items()))
            found = plain(body, made_in)
            if coding:
                found = coded(found, coding)
                self.bodies = {**self.bodies, coding: found}
        return found


def cache_control(*, shared: bool) -> str:
    """Browsers ask each time, which costs a 304; a shared cache keeps a page if it is told when to forget it."""
    seconds = f", s-maxage={SHARED_SECONDS}" if shared and settings.CACHE_PURGE_URL else ""
    return f"public, max-age=0{seconds}, must-revalidate"


def kept_answer(
    response: HttpResponse,
    *,
    keys: Iterable[str],
    ends: float,
    since: int,
    cache_control: str,
    all_key: str = ALL_HTML,
    vary: Iterable[str] = (),
    again: Callable[[HttpRequest], None] | None = None,
) -> KeptAnswer:
    """What can be given again of this answer."""
    body = response.content
    own = frozenset(keys)
    headers = {name: value for name, value in response.items() if name.lower() not in _NOT_KEPT}
    headers["Cache-Control"] = cache_control
    headers["Vary"] = ", ".join(("Accept-Encoding", *vary))
    headers["Surrogate-Key"] = surrogate_keys((*sorted(own), all_key))
    digest = hashlib.blake2b(body, digest_size=12).hexdigest()
    return KeptAnswer(f'"{digest}"', headers, {BR: coded(body, BR)}, own, ends, since, again)
