"""How the edge refuses: a short page that asks nobody for anything, or a problem of the API; and when to come back."""

from functools import lru_cache

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from cms.middleware import API
from ground.edges.lanes import LaneFullError
from ground.edges.rates import TooManyError
from ground.problems import probleme

TITLES = {429: "Un peu de patience", 503: "Beaucoup de monde en ce moment"}
BUSY = "Trop de demandes de cette sorte sont en cours. Rien n’est perdu\u00a0: recommencez dans {wait} secondes."


def too_many(request: HttpRequest, exc: TooManyError) -> HttpResponse:
    """The 429 of who asks too much."""
    return _refused(request, 429, exc.sentence, exc.wait)


def too_busy(request: HttpRequest, exc: LaneFullError) -> HttpResponse:
    """The 503 of who finds a lane full."""
    return _refused(request, 503, BUSY.format(wait=exc.retry), exc.retry)


def _refused(request: HttpRequest, status: int, sentence: str, wait: int) -> HttpResponse:
    if request.path.startswith(API):
        response = probleme(status, sentence)
    else:
        response = HttpResponse(refusal_page(status, sentence), status=status)
    response["Retry-After"] = str(wait)
    response["Cache-Control"] = "no-store"
    return response


@lru_cache(maxsize=256)
def refusal_page(status: int, sentence: str) -> bytes:
    """The page, made once for each second that may be left."""
    told = {"status": status, "titre": TITLES[status], "phrase": sentence}
    return render_to_string("refus.html", told).encode()
