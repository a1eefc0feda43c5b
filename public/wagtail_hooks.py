"""What the public face adds to the way in which Wagtail serves pages."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from wagtail import hooks
from wagtail.models import Page


@hooks.register("before_serve_page")
def say_that_nothing_is_there_yet(page: Page, request: HttpRequest, args: Any, kwargs: Any) -> HttpResponse | None:
    """A site that was just installed has Wagtail's own first page alone, which no template of ours shows."""
    if type(page) is not Page:
        return None
    response = render(request, "pages/vide.html")
    response["Cache-Control"] = "no-store"
    return response
