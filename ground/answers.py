"""Answers of the API: bytes, their ETag, and a 304 that says all that its 200 would.

An ETag is a hash of the bytes, so a change elsewhere on the site leaves it as it is; or of what was asked and of what
it was asked of, where that tells whether the answer changed before it is read.

Of pages, the cache remembers the ETag of an address until the generation of the content moves (`ground.generation`). It
is remembered once somebody has sent `If-None-Match` for it. Whoever sends the same ETag after that gets a 304 and
nothing is read; any other answer is made first, and compared then.
"""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import orjson
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse

from ground.generation import SECONDES, generation
from ground.keeping.surrogates import surrogate_keys

#: The surrogate key of every answer.
TOUT = "api"
PUBLIC = "public, max-age=0, must-revalidate"
REVALIDATED = "no-cache"


@dataclass(frozen=True, slots=True)
class Stamp:
    """What an answer is known by (`etag`), what it is made of (`keys`), and what a cache may do with it."""

    etag: str
    keys: tuple[str, ...]
    cache_control: str = REVALIDATED

    def unchanged(self, request: HttpRequest) -> HttpResponse | None:
        """A 304 when the asker has this answer already."""
        known = request.headers.get("If-None-Match", "")
        return HttpResponse(status=304, headers=self._headers()) if is_named(self.etag, known) else None

    def answer(self, body: bytes) -> HttpResponse:
        """The answer itself, `body` being its JSON."""
        return HttpResponse(body, content_type="application/json", headers=self._headers())

    def _headers(self) -> dict[str, str]:
        keys = surrogate_keys((*self.keys, TOUT))
        return {"ETag": self.etag, "Cache-Control": self.cache_control, "Surrogate-Key": keys}


def etag_of(content: bytes) -> str:
    """The ETag of these bytes."""
    return f'"{_empreinte(content)}"'


def is_named(etag: str, known: str) -> bool:
    """Whether `known`, an If-None-Match, names this ETag. A compressed answer carries it as a weak one."""
    return any(one.strip().removeprefix("W/") == etag for one in known.split(","))


def unkept(body: bytes) -> HttpResponse:
    """An answer that no cache keeps."""
    return HttpResponse(body, content_type="application/json", headers={"Cache-Control": "no-store"})


def stamped(request: HttpRequest, body: bytes, keys: Iterable[str]) -> HttpResponse:
    """This JSON, unless the asker has it."""
    stamp = Stamp(etag_of(body), tuple(keys))
    return stamp.unchanged(request) or stamp.answer(body)


def serve_bytes(
    request: HttpRequest,
    lire: Callable[[], tuple[bytes, Iterable[str]]],
    *,
    suit_les_liens: bool = False,
) -> HttpResponse:
    """What `lire` reads (bytes of JSON, surrogate keys), unless the asker has it.

    `suit_les_liens`: the answer also holds states of links, which change without a new generation. Its ETag is never
    remembered.
    """
    asks = request.headers.get("If-None-Match") and not suit_les_liens
    # Kept only once somebody asks whether it has changed: most who ask the first time never ask again.
    place = f"etags.{generation()}.{_empreinte(request.get_full_path().encode())}" if asks else ""
    kept: tuple[str, tuple[str, ...]] | None = cache.get(place) if place else None
    if kept and (unchanged := Stamp(*kept, cache_control=PUBLIC).unchanged(request)):
        return unchanged
    body, keys = lire()
    stamp = Stamp(etag_of(body), tuple(keys), PUBLIC)
    if place:
        cache.set(place, (stamp.etag, stamp.keys), SECONDES)
    return stamp.unchanged(request) or stamp.answer(body)


def serve_json(request: HttpRequest, lire: Callable[[], Any], keys: Iterable[str]) -> HttpResponse:
    """The same for something that is yet to be written as JSON."""
    return serve_bytes(request, lambda: (orjson.dumps(lire()), keys))


def _empreinte(content: bytes) -> str:
    return hashlib.blake2b(content, digest_size=12).hexdigest()
