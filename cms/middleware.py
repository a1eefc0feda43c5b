"""Refuses what no page can read, and says so in the asker’s format: a page of the site, or a problem of the API."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from ground.problems import probleme

API = "/api/"
LECTURE = ("GET", "HEAD", "OPTIONS")
#: Addresses that take no form at all, whoever sends one.
A_LIRE = frozenset(
    {
        *("wagtail_serve", "search:page", "search:export", "search:feed", "robots", "sitemap", "sitemap-part"),
        *("sante", "sante-pret"),
    }
)
Suite = Callable[[HttpRequest], HttpResponse]


class RefuseMalformedText:
    """No page can be at an address that holds a NUL byte, which no database accepts: 404, in the asker’s format."""

    def __init__(self, get_response: Suite) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\x00" in request.path:
            if request.path.startswith(API):
                return probleme(404, "Cette adresse contient un caractère illisible.")
            return render(request, "400.html", {"erreur": 404}, status=404)
        return self.get_response(request)


class ExplainMethods:
    """A page that is only read refuses a form before anything looks for its token, and every 405 says what to do."""

    def __init__(self, get_response: Suite) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code != 405 or not request.path.startswith(API):
            return response
        explained = probleme(405)
        explained["Allow"] = response.get("Allow", "")
        return explained

    def process_view(self, request: HttpRequest, view: object, args: object, kwargs: object) -> HttpResponse | None:
        """The answer to what the address does not take; None lets the view answer."""
        match = request.resolver_match
        if request.method in LECTURE or match is None or match.view_name not in A_LIRE:
            return None
        response = render(request, "405.html", status=405)
        response["Allow"] = ", ".join(LECTURE)
        return response
