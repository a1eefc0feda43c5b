"""Kept answers, given before Django’s own chain begins: to hand one through it takes four times as long as to find it.

The first answer passes the whole chain, which refuses names that are not ours, sends to https, and adds what browsers
need for their safety: what it added is remembered with the answer. Whoever asks from another site, and whoever
searches, whose question is counted, goes through the chain each time.
"""

from collections.abc import Callable, Iterable
from typing import Any

from django.core.handlers.wsgi import WSGIRequest

from cms.api.middleware import EN_TETE
from cms.eyes.requests import KEPT, ROUTE
from cms.kept.answers import KeptAnswer
from cms.kept.middleware import find_kept, kept_of, named

#: Said anew each time.
_OWN = frozenset({"etag", "content-length", "content-encoding", "content-type", EN_TETE.lower()})
Start = Callable[..., Any]


class Front:
    """A WSGI application before `django`, whose answers are Django’s responses."""

    def __init__(self, django: Callable[[dict[str, Any], Start], Any]) -> None:
        self.django = django

    def __call__(self, environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
        if "HTTP_ORIGIN" not in environ:
            # Django writes the path anew in what it is given, and could not read it twice.
            request = WSGIRequest(environ.copy())
            kept = find_kept(request)
            if kept is not None and kept.added is not None and kept.again is None:
                response = named(request, kept)
                environ[KEPT], environ[ROUTE] = True, kept.route
                told = [*response.items(), *kept.added]
                start_response(f"{response.status_code} {response.reason_phrase}", told)
                return [response.content]
        response = self.django(environ, start_response)
        if (kept := kept_of(response)) is not None and kept.added is None:
            kept.added, kept.route = _added(response, kept), environ.get(ROUTE, "")
        if response.streaming:
            streamed: Iterable[bytes] = response
            return streamed
        # What is whole is handed over as one piece, which servers send without a loop.
        body = [response.content]
        response.close()
        return body


def _added(response: Any, kept: KeptAnswer) -> tuple[tuple[str, str], ...]:
    """What the chain has added to a kept answer on its way out."""
    known = _OWN.union(name.lower() for name in kept.headers)
    return tuple((name, value) for name, value in response.items() if name.lower() not in known)
