"""The one form in which the API refuses: a problem of RFC 9457, in French, that says what is allowed.

The English sentences and the name of the request are added to each on its way out, by the site's own middleware.
"""

from typing import Any

import orjson
from django.http import HttpResponse
from ninja import Schema

PROBLEME = "application/problem+json"
TITRES = {
    400: "Demande incorrecte",
    401: "Authentification requise",
    403: "Accès refusé",
    404: "Introuvable",
    405: "Méthode non permise",
    409: "Changé entre-temps",
    410: "N’existe plus",
    413: "Demande trop grande",
    415: "Format non pris en charge",
    422: "Paramètres à corriger",
    429: "Trop de demandes",
    500: "Erreur interne",
    503: "Indisponible",
}
DETAILS = {
    400: "La demande ne peut pas être lue.",
    401: "Cette adresse demande un jeton, dans l’en-tête « Authorization: Bearer … ».",
    403: "Ce jeton ne donne pas ce droit.",
    404: "Rien ne répond à cette demande.",
    405: "Cette adresse ne connaît pas cette méthode.",
    413: "Ce qui est envoyé est trop grand.",
    422: "Une valeur ne convient pas : « errors » dit laquelle, et ce qui est permis.",
}


class ErreurSchema(Schema):
    """One value that cannot be used, by its place in the request; `ctx` holds what is allowed, where that is known."""

    type: str | None = None
    loc: list[str | int] | None = None
    msg: str
    ctx: dict[str, Any] | None = None


class RefusSchema(Schema):
    """One parameter of a search or of a list of links that cannot be used, and what could."""

    parametre: str
    valeur: str
    message: str
    permis: list[str]


class RedirectionSchema(Schema):
    """Where an address leads now."""

    url: str
    permanente: bool


class ConflitSchema(Schema):
    """A value that somebody else changed meanwhile: what is kept, and what was asked."""

    champ: str
    garde: str
    demande: str


class ProblemeSchema(Schema):
    """RFC 9457. `instance` names the request; `errors`, `erreurs`, `permis` or `conflits` say what to correct."""

    type: str
    title: str
    status: int
    detail: str
    title_en: str
    detail_en: str
    instance: str
    errors: list[ErreurSchema] | None = None
    erreurs: list[RefusSchema] | None = None
    permis: list[str] | None = None
    redirection: RedirectionSchema | None = None
    conflits: list[ConflitSchema] | None = None


def probleme(status: int, detail: str = "", **told: Any) -> HttpResponse:
    """The refusal. `detail` is a sentence in French; `told` are members of `ProblemeSchema`, left out when empty."""
    body = {
        "type": "about:blank",
        "title": TITRES.get(status, "Refusé"),
        "status": status,
        "detail": detail or DETAILS.get(status, "La demande est refusée."),
        **{name: value for name, value in told.items() if value},
    }
    return HttpResponse(orjson.dumps(body, default=str), status=status, content_type=PROBLEME)
