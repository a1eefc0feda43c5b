"""Tokens are judged before any address of the API answers, Wagtail's own among them."""

from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import NinjaAPI

from acces.enums import TokenScope
from acces.token_refusals import refus_du_jeton
from cms.api.operations import Run, facts_of
from cms.api.wagtail_facts import OfWagtail
from ground.facts import Facts
from ground.problems import probleme


def register_tokens(api: NinjaAPI) -> None:
    """Look at the token before anything else does. To be called before the addresses are built."""

    def judging(run: Run) -> Run:
        facts = facts_of(run)

        @wraps(run)
        def inner(request: HttpRequest, **path: Any) -> HttpResponse:
            need = right_needed(facts, request.GET.get("version", ""))
            refus = refus_du_jeton(request.headers.get("Authorization", ""), need, now=timezone.now())
            if refus is None:
                return run(request, **path)
            response = probleme(refus.status, refus.detail)
            if refus.status == 401:
                response["WWW-Authenticate"] = "Bearer"
            return response

        return inner

    api.add_decorator(judging, mode="view")


def right_needed(facts: Facts, version: str) -> TokenScope | None:
    """The right that a call asks of a token, `version` being the parameter; None for what is public."""
    if isinstance(facts, OfWagtail) and facts.drafts and version == "draft":
        return TokenScope.BROUILLONS
    return TokenScope(facts.needs) if facts.needs else None
