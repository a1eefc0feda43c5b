"""The generation of what visitors read: a name that is another one after every change.

It lives in the cache, so that a 304 asks no database. A change moves it twice: in its transaction, and once that is
committed. Between the two, others still read what was before, and may remember it under the first new name; nobody asks
for that name after the second move. `SECONDES` bounds how long it counts when a process dies between the two.
"""

import hashlib
from collections.abc import Callable
from typing import Any
from uuid import uuid4

from django.core.cache import cache
from django.db import transaction

CLE = "contenus.generation"
SECONDES = 60


def generation() -> str:
    """The same as long as nothing that visitors read has changed."""
    return str(cache.get_or_set(CLE, _nouvelle, None))


def retenu(nom: str, lire: Callable[[], Any]) -> Any:
    """What `lire` gives, read once for each generation. Not for what says who may read what."""
    place = f"contenus.{generation()}.{hashlib.blake2b(nom.encode(), digest_size=12).hexdigest()}"
    return cache.get_or_set(place, lire, SECONDES)


def advance() -> None:
    """Something that visitors read changes in this transaction."""
    _advance()
    transaction.on_commit(_advance, robust=True)


def _advance() -> None:
    cache.set(CLE, _nouvelle(), None)


def _nouvelle() -> str:
    return uuid4().hex
