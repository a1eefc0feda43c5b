"""Refuses what no page can read, before any view sees it."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


class RefuseMalformedText:
    """Answers 400 with a sentence to addresses that hold NUL bytes, which no database accepts."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\x00" in request.path:
            return render(request, "400.html", status=400)
        return self.get_response(request)
