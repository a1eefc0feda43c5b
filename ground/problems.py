"""The one form in which the API refuses: a problem of RFC 9457, in French, that says what is allowed.

A 422 names in `errors` each value that cannot be used, whoever judged it: Ninja, Wagtail or one of ours. The English
sentences and the name of the request are added to each on its way out, by the site's own middleware.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import orjson
from django.http import HttpResponse
from django.utils.http import http_date
from ninja import Schema
from pydantic import Field

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
#: What said before `errors` which values are wrong, since when it is to go, and until when it stays at least.
OLD = ("erreurs", "permis")
OLD_SINCE = datetime(2026, 12, 1, tzinfo=UTC)
OLD_UNTIL = datetime(2027, 12, 1, tzinfo=UTC)


class ErreurSchema(Schema):
    """One value that cannot be used. `loc`: `query`, `path`, `header`, `form`, `file` or `body`, then its name there.

    `permis` in `ctx` lists what is allowed, where a list can say it; `msg` always says what to correct.
    """

    type: str
    loc: list[str | int]
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
    """RFC 9457. `instance` names the request; `errors` or `conflits` say what to correct."""

    type: str
    title: str
    status: int
    detail: str
    title_en: str
    detail_en: str
    instance: str
    errors: list[ErreurSchema] | None = None
    erreurs: list[RefusSchema] | None = Field(None, json_schema_extra={"deprecated": True})
    permis: list[str] | None = Field(None, json_schema_extra={"deprecated": True})
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
    headers = {}
    if any(name in body for name in OLD):
        # RFC 9745 and RFC 8594, for who still reads them.
        headers = {"Deprecation": f"@{int(OLD_SINCE.timestamp())}", "Sunset": http_date(OLD_UNTIL.timestamp())}
    return HttpResponse(orjson.dumps(body, default=str), status=status, content_type=PROBLEME, headers=headers)


@dataclass(frozen=True, slots=True)
class Refusal:
    """One parameter that cannot be used, and what could; `kind` is the `type` of its error."""

    parametre: str
    valeur: str
    message: str
    permis: tuple[str, ...] = ()
    kind: str = "value"


def wrong(
    name: str, message: str, allowed: Iterable[str] = (), *, kind: str = "value", place: str = "query"
) -> dict[str, Any]:
    """One of the `errors` of a 422. `place`: the part of the request; without a `name` all of it is wrong."""
    told = {"type": kind, "loc": [place, name] if name else [place], "msg": message}
    permis = list(allowed)
    return {**told, "ctx": {"permis": permis}} if permis else told


def unprocessable(errors: Sequence[Mapping[str, Any]], detail: str = "", **old: Any) -> HttpResponse:
    """The 422 that names these values. `old`: members of before that say the same, for who still reads them."""
    sentence = detail or (str(errors[0]["msg"]) if len(errors) == 1 else "")
    return probleme(422, sentence, errors=errors, **old)


def parameters_refused(refusals: Sequence[Refusal]) -> HttpResponse:
    """The same for the parameters of a search or of a list of links."""
    errors = [wrong(one.parametre, one.message, one.permis, kind=one.kind) for one in refusals]
    old = [{name: getattr(one, name) for name in RefusSchema.model_fields} for one in refusals]
    return unprocessable(errors, "; ".join(one.message for one in refusals), erreurs=old)
