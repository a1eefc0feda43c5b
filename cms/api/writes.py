"""Writes that Wagtail's routers would stumble over: refused with a sentence before they get there."""

from functools import wraps
from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from wagtail.models import Page

from cms.api.blocks import bodies_refused
from cms.api.operations import Run, facts_of
from cms.api.wagtail_facts import OfWagtail
from ground.problems import probleme, unprocessable, wrong

ECRITURES = ("POST", "PUT", "PATCH", "DELETE")
# Wagtail goes beside the page that is named wherever it is not told to go below it.
DEDANS = ("first-child", "last-child")
REFUS_AU_PLUS = 20
RACINE = "La racine de l’arbre n’est pas une page : elle ne se modifie pas, ne se déplace pas et ne se copie pas."
A_COTE_DE_LA_RACINE = "Rien ne se range à côté de la racine de l’arbre : choisissez « first-child » ou « last-child »."
PAS_UN_OBJET = "Le corps de la demande est un objet JSON, entre accolades."
PAS_UN_NUMERO = "Le numéro d’une page est un nombre entier."


def register_writes(api: NinjaAPI) -> None:
    """Look at each write before its router does. To be called before the addresses are built."""

    def looking(run: Run) -> Run:
        facts = facts_of(run)
        if not isinstance(facts, OfWagtail):
            return run

        @wraps(run)
        def inner(request: HttpRequest, **path: Any) -> HttpResponse:
            # Who sends no token learns that first.
            if request.method not in ECRITURES or "Authorization" not in request.headers:
                return run(request, **path)
            page_id = path.get("page_id")
            return refused_write(facts, _body(request), None if page_id is None else str(page_id)) or run(
                request, **path
            )

        return inner

    api.add_decorator(looking, mode="view")


def refused_write(facts: OfWagtail, body: Any, page_id: str | None) -> HttpResponse | None:
    """Why this cannot be written. `body`: what JSON says, None without any; `page_id`: as the address has it."""
    if page_id is not None:
        if not _is_number(page_id):
            return probleme(404, PAS_UN_NUMERO)
        if _is_root(int(page_id)):
            return probleme(403, RACINE)
    if body is not None and not isinstance(body, dict):
        return unprocessable([wrong("", PAS_UN_OBJET, kind="dict_type", place="body")])
    if body and (refused := bodies_refused(body)):
        return unprocessable(refused[:REFUS_AU_PLUS], refused[0]["msg"])
    if facts.beside and body and body.get("position") not in DEDANS:
        goal = str(body.get("destination_id"))
        if _is_number(goal) and _is_root(int(goal)):
            return unprocessable([wrong("position", A_COTE_DE_LA_RACINE, DEDANS, place="body")])
    return None


def _body(request: HttpRequest) -> Any:
    """What a JSON body says. A form says nothing here, and what is no JSON is Ninja's to refuse."""
    if request.content_type != "application/json" or not request.body:
        return None
    try:
        said = orjson.loads(request.body)
    except orjson.JSONDecodeError:
        return None
    return [] if said is None else said


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 10


def _is_root(number: int) -> bool:
    return Page.objects.filter(pk=number, depth=1).exists()
