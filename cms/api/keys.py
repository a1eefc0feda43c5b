"""What Wagtail's answers are made of, told to a cache in front of the site; ours say it themselves (`ground.answers`).

It is left with the request: the 304 that Django makes of an answer keeps few of its headers.
"""

from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI

from cms.api.operations import Run, facts_of
from cms.api.wagtail_facts import OfWagtail
from ground.answers import TOUT


def register_keys(api: NinjaAPI) -> None:
    """Name the surrogate keys of each call. To be called before the addresses are built."""

    def naming(run: Run) -> Run:
        facts = facts_of(run)
        if not isinstance(facts, OfWagtail) or not facts.keys:
            return run
        told = " ".join((*facts.keys, TOUT))

        @wraps(run)
        def inner(request: HttpRequest, **path: Any) -> HttpResponse:
            request.surrogate_key = told  # type: ignore[attr-defined]  # for the answer alone
            return run(request, **path)

        return inner

    api.add_decorator(naming, mode="view")
