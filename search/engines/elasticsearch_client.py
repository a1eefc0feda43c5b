"""How long Elasticsearch is waited for, what its refusals mean, and when it is left alone.

A search waits a second in all. After an outage the server is left alone for a few seconds; then one search tries it
again while the others still pass by, so that visitors never queue behind a server that hangs.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.conf import settings
from elasticsearch import ApiError, Elasticsearch, NotFoundError, OrjsonSerializer, TransportError, helpers

from ground.machine.breaker import Breaker, LeftAloneError
from search.engines.base import PAS_D_INDEX, EngineError, EngineLeftAloneError, EngineUnavailableError

#: Seconds that a visitor waits, that a supervisor or the worker waits to know the state, and that writing may take.
ATTENTE, ATTENTE_ETAT, ATTENTE_ECRITURE = 1.0, 3.0, 30.0
_SERVER_FAULT = 500
# Not about what was written: too busy or out of disk (429), locked (403), a key that is refused (401).
_PASSING = frozenset({401, 403, 429})

P = ParamSpec("P")
R = TypeVar("R")


def connect(url: str) -> Elasticsearch:
    """A client for the server at `url`, with the key and the certificate authority that the settings name."""
    named = {"api_key": settings.ELASTICSEARCH_API_KEY, "ca_certs": settings.ELASTICSEARCH_CA_CERTS}
    options: dict[str, Any] = {name: value for name, value in named.items() if value}
    return Elasticsearch(url, request_timeout=ATTENTE_ECRITURE, serializer=OrjsonSerializer(), **options)


def is_passing(status: int) -> bool:
    """Whether a refusal with this status says nothing about what was asked or written, and passes by itself."""
    return status in _PASSING or status >= _SERVER_FAULT


def as_engine_errors(ask: Callable[P, R]) -> Callable[P, R]:
    """What the client raises, told apart: an outage passes by itself, a refusal does not."""

    @wraps(ask)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return ask(*args, **kwargs)
        except NotFoundError as exc:
            raise EngineUnavailableError(PAS_D_INDEX) from exc
        except TransportError as exc:
            raise EngineUnavailableError(f"Elasticsearch ne répond pas : {exc}") from exc
        except ApiError as exc:
            kind = EngineUnavailableError if is_passing(exc.status_code) else EngineError
            raise kind(f"Elasticsearch a refusé la demande : {exc}") from exc
        except helpers.BulkIndexError as exc:
            raise EngineError(f"Elasticsearch a refusé des pages : {exc.errors[:1]}") from exc

    return guarded


def ask_unless_away(breaker: Breaker, ask: Callable[[], R]) -> R:
    """Ask, unless the server was away a moment ago. Raises EngineLeftAloneError then."""
    try:
        with breaker.asking(EngineUnavailableError):
            return as_engine_errors(ask)()
    except LeftAloneError as exc:
        raise EngineLeftAloneError("Elasticsearch ne répondait pas il y a un instant.") from exc
