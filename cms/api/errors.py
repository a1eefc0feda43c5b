"""What the API answers when it refuses: RFC 9457 problems, in French, that say what is allowed.

Wagtail and Ninja answer in the same form but in English; their kinds of errors (`type`) and places (`loc`) are kept.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied
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
from cms.api.places import full_place
from cms.refusals import too_many
from comite.refusing import RuleError
from ground.edges.rates import TooManyError
from ground.problems import DETAILS, probleme, unprocessable, wrong

FORMAT = "« rich_text_format » ne connaît pas ce format : laissez-le de côté pour du HTML sûr."
HORS_LIMITES = "Une des valeurs demandées est hors des limites : un nombre est sans doute trop grand."
#: By kinds of errors, what of their `ctx` lists what is allowed, between quotes.
FERMES = {"enum": "expected", "literal_error": "expected", "union_tag_invalid": "expected_tags"}
_CITE = re.compile(r"'([^']*)'")
#: By pydantic’s kinds; what is between braces comes from the error’s own `ctx`.
PHRASES = {
    "bool_parsing": "Il faut « true » ou « false ».",
    "bool_type": "Il faut « true » ou « false ».",
    "convert_alias_page_error": "Cette page n’est pas un alias : il n’y a rien à convertir.",
    "date_from_datetime_parsing": "Il faut une date, par exemple 2026-11-30.",
    "date_parsing": "Il faut une date, par exemple 2026-11-30.",
    "date_type": "Il faut une date, par exemple 2026-11-30.",
    "datetime_from_date_parsing": "Il faut une date, par exemple 2026-11-30T12:00:00.",
    "datetime_parsing": "Il faut une date, par exemple 2026-11-30T12:00:00.",
    "datetime_type": "Il faut une date, par exemple 2026-11-30T12:00:00.",
    "dict_type": "Il faut un objet, entre accolades.",
    "does_not_exist": "Rien ne porte cette valeur.",
    "enum": "Permis : {expected}.",
    "extra_forbidden": "Cette valeur n’existe pas ici.",
    "float_parsing": "Il faut un nombre.",
    "float_type": "Il faut un nombre.",
    "greater_than": "Il faut plus de {gt}.",
    "greater_than_equal": "Il faut au moins {ge}.",
    "int_from_float": "Il faut un nombre entier.",
    "int_parsing": "Il faut un nombre entier.",
    "int_parsing_size": "Ce nombre est trop grand.",
    "int_type": "Il faut un nombre entier.",
    "json_invalid": "Le corps de la demande n’est pas du JSON.",
    "less_than": "Il faut moins de {lt}.",
    "less_than_equal": "Il faut au plus {le}.",
    "list_type": "Il faut une liste.",
    "literal_error": "Permis : {expected}.",
    "missing": "Cette valeur est obligatoire.",
    "model_attributes_type": "Il faut un objet, entre accolades.",
    "model_type": "Il faut un objet, entre accolades.",
    "string_pattern_mismatch": "Il faut un texte de cette forme : {pattern}",
    "string_too_long": "Pas plus de {max_length} caractères.",
    "string_too_short": "Au moins {min_length} caractères.",
    "string_type": "Il faut du texte.",
    "too_long": "Pas plus de {max_length} valeurs.",
    "union_tag_invalid": "Permis : {expected_tags}.",
    "union_tag_not_found": "Rien ne dit de quoi il s’agit : {discriminator}.",
}
_ANGLAIS = re.compile(
    r"^(?:No \w+ matches the given query|Not found|Permission denied|Unauthorized"
    r"|Field filter error|Value error, invalid)"
)


def in_french(error: Mapping[str, Any]) -> dict[str, Any]:
    """The error with a French sentence; one that is none of ours and none that is known keeps its own."""
    told = {key: value for key, value in error.items() if key not in {"input", "url"}}
    context = error.get("ctx") or {}
    phrase = PHRASES.get(str(error.get("type")), "")
    if listed := FERMES.get(str(error.get("type"))):
        told["ctx"] = {**context, "permis": _CITE.findall(str(context.get(listed)))}
    if phrase:
        known = {name: str(value).replace(" or ", " ou ") for name, value in context.items()}
        told["msg"] = phrase.format_map(known)
    elif _ANGLAIS.match(str(error.get("msg", ""))):
        told["msg"] = "Cette valeur ne convient pas à ce champ."
    return told


@csrf_exempt
def unknown_address(request: HttpRequest) -> HttpResponse:
    """What no router answers for."""
    return probleme(404, "Cette adresse de l’API n’existe pas : /api/v3/docs/ les montre toutes.")


def register_refusals(api: NinjaAPI) -> None:
    """Answer for Wagtail and Ninja; for the database too, where a read asks what it cannot hold."""

    @api.exception_handler(PydanticValidationError)
    @api.exception_handler(NinjaValidationError)
    @api.exception_handler(DjangoValidationError)
    def invalid(request: HttpRequest, exc: Exception) -> HttpResponse:
        errors = [in_french(error) for error in _errors_of(exc)]
        return unprocessable([{**one, "loc": full_place(one["loc"], request)} for one in errors])

    @api.exception_handler(HttpError)
    def refused(request: HttpRequest, exc: HttpError) -> HttpResponse:
        if exc.status_code == 422:
            return unprocessable([{"type": "value", "loc": full_place((), request), "msg": _said(exc) or DETAILS[422]}])
        return probleme(exc.status_code, _said(exc))

    @api.exception_handler(RichTextFormatError)
    def unknown_format(request: HttpRequest, exc: RichTextFormatError) -> HttpResponse:
        return unprocessable([wrong("rich_text_format", FORMAT)])

    @api.exception_handler(Http404)
    def missing(request: HttpRequest, exc: Http404) -> HttpResponse:
        return probleme(404, _said(exc))

    @api.exception_handler(CapInconnuError)
    def gone(request: HttpRequest, exc: Exception) -> HttpResponse:
        return probleme(401, "Ce C.A.P. vient d’être effacé.")

    @api.exception_handler(TooManyError)
    def too_often(request: HttpRequest, exc: TooManyError) -> HttpResponse:
        return too_many(request, exc)

    @api.exception_handler(PermissionDenied)
    def forbidden(request: HttpRequest, exc: PermissionDenied) -> HttpResponse:
        # Wagtail never trusts the session of a browser: without a token nobody is known.
        return probleme(403, _said(exc)) if request.user.is_authenticated else probleme(401)

    @api.exception_handler(RuleError)
    def refused_by_rule(request: HttpRequest, exc: RuleError) -> HttpResponse:
        return probleme(403, str(exc))

    @api.exception_handler(DataError)
    @api.exception_handler(IntegrityError)
    @api.exception_handler(OverflowError)
    def out_of_bounds(request: HttpRequest, exc: Exception) -> HttpResponse:
        # A refused write keeps failing loudly.
        if request.method not in ("GET", "HEAD"):
            raise exc
        place = "query" if request.GET else "path"
        return unprocessable([wrong("", HORS_LIMITES, kind="out_of_bounds", place=place)])


def _said(exc: Exception) -> str:
    """The sentence of the error when it is one of ours."""
    said = str(exc)
    return "" if _ANGLAIS.match(said) else said


def _of_django(exc: DjangoValidationError) -> Iterator[dict[str, Any]]:
    by_field = exc.error_dict if hasattr(exc, "error_dict") else {NON_FIELD_ERRORS: exc.error_list}
    for name, errors in by_field.items():
        place = [] if name == NON_FIELD_ERRORS else [name]
        for error in errors:
            yield from ({"type": error.code or "invalid", "loc": place, "msg": text} for text in error.messages)


def _errors_of(exc: Exception) -> list[dict[str, Any]]:
    if isinstance(exc, FormValidationError):
        return [
            {"type": code, "loc": [step for step in path if step != NON_FIELD_ERRORS], "msg": message}
            for path, coded in exc.loc_errors
            for message, code in coded
        ]
    if isinstance(exc, DjangoValidationError):
        return list(_of_django(exc))
    if isinstance(exc, NinjaValidationError):
        return list(exc.errors)
    if isinstance(exc, PydanticValidationError):
        return [dict(error) for error in exc.errors()]
    raise exc
