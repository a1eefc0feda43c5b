"""Refuses what no page can read, before any view sees it."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from wagtail.api.v3.errors import problem_response


class RefuseMalformedText:
    """No page can be at an address that holds a NUL byte, which no database accepts: 404, in the asker’s format."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\x00" in request.path:
            if request.path.startswith("/api/"):
                return problem_response(status=404, detail="Cette adresse contient un caractère illisible.")
            return render(request, "400.html", {"erreur": 404}, status=404)
        return self.get_response(request)
