"""Answers of the API about pages: bytes, their ETag, and a 304 that asks no database.

An ETag is a hash of the bytes, so a change elsewhere on the site leaves it as it is.

The cache remembers the ETag of an address until the generation of the content moves (`ground.generation`). It is
remembered once somebody has sent `If-None-Match` for it. Whoever sends the same ETag after that gets a 304 and nothing
is read; any other answer is made first, and compared then.
"""

import hashlib
from collections.abc import Callable, Iterable
from typing import Any

import orjson
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse

from ground.generation import SECONDES, generation

#: The surrogate key of every answer.
TOUT = "api"
PUBLIC = "public, max-age=0, must-revalidate"


def servir(
    request: HttpRequest,
    lire: Callable[[], tuple[bytes, Iterable[str]]],
    *,
    suit_les_liens: bool = False,
) -> HttpResponse:
    """What `lire` reads (bytes of JSON, surrogate keys), unless the asker has it.

    `suit_les_liens`: the answer also holds states of links, which change without a new generation. Its ETag is never
    remembered.
    """
    known = request.headers.get("If-None-Match", "")
    # Kept only once somebody asks whether it has changed: most who ask the first time never ask again.
    place = f"contenus.{generation()}.{_empreinte(request.get_full_path().encode())}" if known else ""
    if place and not suit_les_liens and (etag := cache.get(place)) and _a_deja(known, etag):
        return _inchange(etag)
    body, keys = lire()
    etag = f'"{_empreinte(body)}"'
    if place and not suit_les_liens:
        cache.set(place, etag, SECONDES)
    if known and _a_deja(known, etag):
        return _inchange(etag)
    return HttpResponse(
        body,
        content_type="application/json",
        headers={"ETag": etag, "Cache-Control": PUBLIC, "Surrogate-Key": " ".join((*keys, TOUT))},
    )


def servir_json(request: HttpRequest, lire: Callable[[], Any], keys: Iterable[str]) -> HttpResponse:
    """The same for something that is yet to be written as JSON."""
    return servir(request, lambda: (orjson.dumps(lire()), keys))


def _a_deja(known: str, etag: str) -> bool:
    """Whether the asker named this ETag. A compressed answer carries it as a weak one."""
    return any(one.strip().removeprefix("W/") == etag for one in known.split(","))


def _inchange(etag: str) -> HttpResponse:
    return HttpResponse(status=304, headers={"ETag": etag, "Cache-Control": PUBLIC})


def _empreinte(content: bytes) -> str:
    return hashlib.blake2b(content, digest_size=12).hexdigest()
