"""Parameters that an address of the API does not know, has twice, or asks too much of: 422 with what is allowed.

Ninja ignores what it does not know, which hides a misspelt filter behind a full list. Our own lists say more of what
is allowed and judge their parameters themselves.
"""

import re
from collections.abc import Iterator
from contextlib import suppress
from functools import cache, wraps
from typing import Any

from django.apps import apps
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema
from ninja.operation import Operation
from wagtail.api.v3.schemas.pages import BASE_PAGE_READ_FIELDS
from wagtail.api.validators import APIFieldValidator
from wagtail.models import Page

from cms.api.contract import is_dead
from cms.api.operations import Run, facts_of, operation_of
from cms.api.wagtail_facts import OfWagtail
from ground.facts import Facts
from ground.problems import unprocessable, wrong

Refus = dict[str, Any]
SITE = re.compile(r"[\w.-]{1,253}(?::\d{1,5})?")
#: Of a value of Wagtail’s own lists; ours say less.
LONGUEUR_AU_PLUS = 2000
REFUS_AU_PLUS = 20


def register_parameters(api: NinjaAPI) -> None:
    """Look at what is asked before anything else does. To be called before the addresses are built."""

    def looking(run: Run) -> Run:
        facts, name = facts_of(run), str(operation_of(run).operation_id)

        @wraps(run)
        def inner(request: HttpRequest, **path: Any) -> HttpResponse:
            asks = request.method in ("GET", "HEAD") and request.GET and not facts.judges
            # The OpenAPI leaves out the addresses of snippets, none of which is open: they say so themselves.
            known = _parameters(api).get(name) if asks else None
            found = [] if known is None else list(refusals(facts, known, request))
            return unprocessable(found[:REFUS_AU_PLUS]) if found else run(request, **path)

        return inner

    api.add_decorator(looking, mode="view")


def refusals(facts: Facts, known: dict[str, bool], request: HttpRequest) -> Iterator[Refus]:
    """One error per parameter that cannot be used. `known` says of each parameter whether it may be repeated."""
    more = facts if isinstance(facts, OfWagtail) else OfWagtail(needs=facts.needs)
    fields = _fields_of(request) if more.by_fields else set()
    # Wagtail's other lists are filtered by the fields of their models, which it leaves unsaid.
    strict = more.by_fields or "order" not in known
    allowed = {*known, *fields, *more.also}
    for name, values in request.GET.lists():
        if name not in allowed:
            if strict:
                message = f"Le paramètre « {name[:60]} » n’existe pas."
                yield wrong(name[:60], message, sorted(allowed), kind="unknown")
        elif len(values) > 1 and not known.get(name, False):
            yield wrong(name, f"« {name} » ne se donne qu’une fois.", kind="repeated")
        elif any(len(value) > LONGUEUR_AU_PLUS for value in values):
            yield wrong(name, f"Pas plus de {LONGUEUR_AU_PLUS} caractères.", kind="too_long")
        elif name == "site" and not SITE.fullmatch(values[0]):
            yield wrong(name, "Un site est un nom de domaine, avec un port si besoin : www.exemple.fr:443.")
        elif name == "limit" and values[0].isdecimal() and int(values[0][:9]) > settings.WAGTAILAPI_LIMIT_MAX:
            most = settings.WAGTAILAPI_LIMIT_MAX
            yield wrong(name, f"Pas plus de {most} à la fois.", (f"1 à {most}",), kind="limit")
        elif name == "order" and fields:
            unknown = sorted(value for value in values if value.removeprefix("-") not in {*fields, "random"})
            if unknown:
                message = f"On ne trie pas par « {unknown[0][:60]} »."
                yield wrong(name, message, sorted({*fields, "random"}), kind="unknown")


class Questions(OpenAPISchema):
    """The documentation without its answers, which take fifteen times as long as all the rest.

    The first visitors of a process that has just started ask for it all at once.
    """

    def responses(self, operation: Operation) -> dict[int, Any]:
        return {}


@cache
def _parameters(api: NinjaAPI) -> dict[str, dict[str, bool]]:
    """By operation, its parameters as its documentation tells them, each with whether it may be repeated."""
    found = {}
    for methods in Questions(api, api.get_root_path({}))["paths"].values():
        for described in () if is_dead(methods) else methods.values():
            asked = [one for one in described.get("parameters", ()) if one["in"] == "query"]
            found[described["operationId"]] = {one["name"]: _repeats(one["schema"]) for one in asked}
    return found


def _repeats(schema: dict[str, Any]) -> bool:
    return schema.get("type") == "array" or any(_repeats(choice) for choice in schema.get("anyOf", ()))


def _fields_of(request: HttpRequest) -> set[str]:
    """The fields by which a list of pages may be filtered: those of all pages, and of the one type that is asked."""
    asked = request.GET.getlist("type")
    model: Any = Page
    if len(asked) == 1 and asked[0].count(".") == 1:
        with suppress(LookupError):
            model = apps.get_model(asked[0])
    if not issubclass(model, Page):
        model = Page
    return set(
        APIFieldValidator(model=model, fields=[], base_fields=BASE_PAGE_READ_FIELDS, db_fields_only=True).allowed_fields
    )
