"""What holds for every answer under /api/: HEAD, an id to name it by, and refusals in one form and two languages.

The id is the asker's own (`X-Request-ID`) when it is well made, so that a call can be followed from one system to the
next; it is in the answer, in the refusal (`instance`) and on each line of the log. A cache in front of the site is told
what each answer is made of.
"""

import logging
import re
import secrets
from collections.abc import Callable
from contextvars import ContextVar

import orjson
from django.http import HttpRequest, HttpResponse

from ground.answers import TOUT
from ground.problems import PROBLEME, probleme

API = "/api/"
EN_TETE = "X-Request-ID"
BIEN_FORME = re.compile(r"[A-Za-z0-9-]{1,64}")
DEMANDE: ContextVar[str] = ContextVar("DEMANDE", default="-")
TITLES = {
    400: "Bad request",
    401: "Authentication required",
    403: "Forbidden",
    404: "Not found",
    405: "Method not allowed",
    410: "Gone",
    413: "Content too large",
    415: "Unsupported media type",
    422: "Parameters to correct",
    429: "Too many requests",
    500: "Internal error",
    503: "Unavailable",
}
DETAILS = {
    400: "The request cannot be read.",
    401: "This address needs a token, in the header “Authorization: Bearer …”.",
    403: "This token does not give that right.",
    404: "Nothing answers to this.",
    405: "This address does not know this method.",
    410: "This is no longer available.",
    413: "What was sent is too large.",
    415: "This kind of content is not taken.",
    422: "A value cannot be used: “errors” says which, and what is allowed.",
    429: "Ask again later.",
    500: "Something went wrong here. “instance” names this request if you report it.",
    503: "Ask again in a moment.",
}
EN_PANNE = "Une erreur s’est produite ici : « instance » désigne cette demande si vous la signalez."
Suite = Callable[[HttpRequest], HttpResponse]


class ApiAnswers:
    """A middleware around all others that answer."""

    def __init__(self, get_response: Suite) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        name = name_of(request)
        token = DEMANDE.set(name)
        try:
            response = self._api(request, name) if request.path.startswith(API) else self.get_response(request)
        finally:
            DEMANDE.reset(token)
        response[EN_TETE] = name
        return response

    def _api(self, request: HttpRequest, name: str) -> HttpResponse:
        head = request.method == "HEAD"
        if head:
            # The routers know GET alone.
            request.method = "GET"
        response = self.get_response(request)
        if response.status_code >= 400 and not response.streaming:
            response = refusal(response, name)
        elif response.status_code in (200, 304) and "no-store" not in response.get("Cache-Control", ""):
            response.headers.setdefault("Surrogate-Key", getattr(request, "surrogate_key", TOUT))
        if head and not response.streaming:
            response["Content-Length"] = str(len(response.content))
            response.content = b""
        return response


def name_of(request: HttpRequest) -> str:
    """What this request is called: by the asker where that is well made."""
    given = request.headers.get(EN_TETE, "")
    return given if BIEN_FORME.fullmatch(given) else secrets.token_hex(8)


def refusal(response: HttpResponse, name: str) -> HttpResponse:
    """The refusal with its English sentences and its name; what is no problem of RFC 9457 yet becomes one."""
    status = response.status_code
    if not response.get("Content-Type", "").startswith(PROBLEME):
        made = probleme(status, EN_PANNE if status >= 500 else "")
        for header in ("Allow", "Retry-After", "WWW-Authenticate"):
            if header in response:
                made[header] = response[header]
        response = made
    body = orjson.loads(response.content)
    title = TITLES.get(status, "Refused")
    body |= {"title_en": title, "detail_en": DETAILS.get(status, f"{title}."), "instance": f"urn:demande:{name}"}
    response.content = orjson.dumps(body)
    if "Content-Length" in response:
        response["Content-Length"] = str(len(response.content))
    return response


class NommerLaDemande(logging.Filter):
    """Puts the name of the request under way on each line."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.demande = getattr(record, "demande", DEMANDE.get())
        return True
