"""Tokens are judged before any address of the API answers, Wagtail's own among them.

Wagtail shows an account that it knows by its token whatever the account may edit: drafts, unpublished and restricted
pages. Where nobody needs a token, one without the right to drafts therefore reads what anybody reads. What is shown to
an account is its own: no cache keeps it, and none takes the answer to one token for the answer to another.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from ninja import NinjaAPI
from wagtail.api.v3.auth import AllowAnonymous

from acces.enums import TokenScope
from acces.token_refusals import TokenRefusal, judged
from cms.api.operations import Run, facts_of, operation_of
from cms.api.wagtail_facts import OfWagtail
from ground.facts import Facts
from ground.problems import probleme

View = Callable[..., Any]
OF_ONE_ACCOUNT = "private, no-store"


def register_tokens(api: NinjaAPI) -> None:
    """Look at the token before anything else does. To be called before the addresses are built."""

    def judging(run: Run) -> Run:
        facts, operation = facts_of(run), operation_of(run)
        open_to_all = any(isinstance(one, AllowAnonymous) for one in operation.auth_callbacks)
        takes_tokens = bool(operation.auth_callbacks)

        @wraps(run)
        def inner(request: HttpRequest, **path: Any) -> HttpResponse:
            header = request.headers.get("Authorization", "")
            found = judged(header, right_needed(facts, request.GET.get("version", "")), now=timezone.now())
            reads_as_anybody = (
                open_to_all and not isinstance(found, TokenRefusal) and TokenScope.BROUILLONS not in found
            )
            request.reads_as_anybody = reads_as_anybody  # type: ignore[attr-defined]  # for `known` below
            response = refused(found) if isinstance(found, TokenRefusal) else run(request, **path)
            if takes_tokens:
                patch_vary_headers(response, ("Authorization",))
            if takes_tokens and header and not reads_as_anybody:
                response["Cache-Control"] = OF_ONE_ACCOUNT
            return response

        return inner

    api.add_decorator(judging, mode="view")
    api.add_decorator(known, mode="operation")


def known(view: View) -> View:
    """The endpoint, told who asks: once Wagtail has noted the use of the token, and before anything is read."""

    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if getattr(request, "reads_as_anybody", False):
            request.user = AnonymousUser()
        return view(request, *args, **kwargs)

    return inner


def refused(refus: TokenRefusal) -> HttpResponse:
    """The refusal as a problem, which names the kind of token that is awaited when there was none."""
    response = probleme(refus.status, refus.detail)
    if refus.status == 401:
        response["WWW-Authenticate"] = "Bearer"
    return response


def right_needed(facts: Facts, version: str) -> TokenScope | None:
    """The right that a call asks of a token, `version` being the parameter; None for what is public."""
    if isinstance(facts, OfWagtail) and facts.drafts and version == "draft":
        return TokenScope.BROUILLONS
    return TokenScope(facts.needs) if facts.needs else None
