"""What the API answers when it refuses: RFC 9457 problems, in French, that say what is allowed.

Wagtail and Ninja answer in the same form but in English; their kinds of errors (`type`) and places (`loc`) are kept.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.exceptions import ValidationError as DjangoValidationError
from django.db import DataError, IntegrityError
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI
from ninja.errors import HttpError
from ninja.errors import ValidationError as NinjaValidationError
from pydantic import ValidationError as PydanticValidationError
from wagtail.api.rich_text import RichTextFormatError
from wagtail.utils.forms import FormValidationError

from cap.editing import CapInconnuError
from ground.problems import probleme

HORS_LIMITES = "Une des valeurs demandées est hors des limites : un nombre est sans doute trop grand."
#: By pydantic’s kinds; what is between braces comes from the error’s own `ctx`.
PHRASES = {
    "bool_parsing": "Il faut « true » ou « false ».",
    "datetime_from_date_parsing": "Il faut une date, par exemple 2026-11-30T12:00:00.",
    "datetime_parsing": "Il faut une date, par exemple 2026-11-30T12:00:00.",
    "does_not_exist": "Rien ne porte cette valeur.",
    "greater_than": "Il faut plus de {gt}.",
    "greater_than_equal": "Il faut au moins {ge}.",
    "int_parsing": "Il faut un nombre entier.",
    "int_parsing_size": "Ce nombre est trop grand.",
    "json_invalid": "Le corps de la demande n’est pas du JSON.",
    "less_than_equal": "Il faut au plus {le}.",
    "literal_error": "Permis : {expected}.",
    "missing": "Cette valeur est obligatoire.",
    "string_too_long": "Pas plus de {max_length} caractères.",
}
_ANGLAIS = re.compile(
    r"^(?:No \w+ matches the given query|Not found|Permission denied|Unauthorized|Field filter error)"
)


def problem(status: int, detail: str = "", errors: Iterable[Mapping[str, Any]] = ()) -> HttpResponse:
    """The answer to a refused request; `errors` are (type, loc, msg) and, where there is one, what is allowed."""
    told = [in_french(error) for error in errors]
    return probleme(status, detail or (str(told[0]["msg"]) if len(told) == 1 else ""), errors=told)


def in_french(error: Mapping[str, Any]) -> dict[str, Any]:
    """The error with a French sentence; one that is none of ours and none that is known keeps its own."""
    told = {key: value for key, value in error.items() if key not in {"input", "url"}}
    context = error.get("ctx") or {}
    phrase = PHRASES.get(str(error.get("type")), "")
    if phrase:
        known = {name: str(value).replace(" or ", " ou ") for name, value in context.items()}
        told["msg"] = phrase.format_map(known)
    elif _ANGLAIS.match(str(error.get("msg", ""))):
        told["msg"] = "Cette valeur ne convient pas à ce champ."
    return told


@csrf_exempt
def unknown_address(request: HttpRequest) -> HttpResponse:
    """What no router answers for."""
    return problem(404, "Cette adresse de l’API n’existe pas : /api/v3/docs/ les montre toutes.")


def register_refusals(api: NinjaAPI) -> None:
    """Answer for Wagtail and Ninja; for the database too, where a read asks what it cannot hold."""

    @api.exception_handler(PydanticValidationError)
    @api.exception_handler(NinjaValidationError)
    @api.exception_handler(DjangoValidationError)
    def invalid(request: HttpRequest, exc: Exception) -> HttpResponse:
        return problem(422, errors=_errors_of(exc))

    @api.exception_handler(HttpError)
    def refused(request: HttpRequest, exc: HttpError) -> HttpResponse:
        return problem(exc.status_code, _said(exc))

    @api.exception_handler(RichTextFormatError)
    def unknown_format(request: HttpRequest, exc: RichTextFormatError) -> HttpResponse:
        return problem(422, "« rich_text_format » ne connaît pas ce format : laissez-le de côté pour du HTML sûr.")

    @api.exception_handler(Http404)
    def missing(request: HttpRequest, exc: Http404) -> HttpResponse:
        return problem(404, _said(exc))

    @api.exception_handler(CapInconnuError)
    def gone(request: HttpRequest, exc: Exception) -> HttpResponse:
        return problem(401, "Ce C.A.P. vient d’être effacé.")

    @api.exception_handler(PermissionDenied)
    def forbidden(request: HttpRequest, exc: PermissionDenied) -> HttpResponse:
        # Wagtail never trusts the session of a browser: without a token nobody is known.
        return problem(403, _said(exc)) if request.user.is_authenticated else problem(401)

    @api.exception_handler(DataError)
    @api.exception_handler(IntegrityError)
    @api.exception_handler(OverflowError)
    def out_of_bounds(request: HttpRequest, exc: Exception) -> HttpResponse:
        # A refused write keeps failing loudly.
        if request.method not in ("GET", "HEAD"):
            raise exc
        return problem(422, HORS_LIMITES)


def _said(exc: Exception) -> str:
    """The sentence of the error when it is one of ours."""
    said = str(exc)
    return "" if _ANGLAIS.match(said) else said


def _errors_of(exc: Exception) -> list[dict[str, Any]]:
    if isinstance(exc, FormValidationError):
        return [
            {"type": code, "loc": list(path), "msg": message}
            for path, coded in exc.loc_errors
            for message, code in coded
        ]
    if isinstance(exc, DjangoValidationError):
        return [{"msg": message} for message in exc.messages]
    if isinstance(exc, NinjaValidationError):
        return list(exc.errors)
    if isinstance(exc, PydanticValidationError):
        return [dict(error) for error in exc.errors()]
    raise exc
