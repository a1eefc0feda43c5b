"""Tokens are judged before any address of the API answers, Wagtail's own among them."""

from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import NinjaAPI

from acces.rules import besoin_de, refus_du_jeton
from cms.api.errors import problem
from cms.api.operations import Run, operation_name


def register_tokens(api: NinjaAPI) -> None:
    """Look at the token before anything else does. To be called before the addresses are built."""

    def judging(run: Run) -> Run:
        name = operation_name(run)

        @wraps(run)
        def inner(request: HttpRequest, **path: Any) -> HttpResponse:
            need = besoin_de(name, str(request.method), request.GET.get("version", ""))
            refus = refus_du_jeton(request.headers.get("Authorization", ""), need, now=timezone.now())
            if refus is None:
                return run(request, **path)
            response = problem(refus.status, refus.detail)
            if refus.status == 401:
                response["WWW-Authenticate"] = "Bearer"
            return response

        return inner

    api.add_decorator(judging, mode="view")
