"""How the site refuses what it cannot do now: a short page that asks nobody for anything, or a problem of the API; and
when to come back.
"""

import sys
from functools import lru_cache

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.defaults import server_error

from cms.middleware import API
from ground.edges.lanes import LaneFullError
from ground.edges.rates import TooManyError
from ground.problems import probleme

PATIENCE, CROWDED, AWAY = "Un peu de patience", "Beaucoup de monde en ce moment", "Nous revenons dans un instant"
BUSY = "Trop de demandes de cette sorte sont en cours. Rien n’est perdu\u00a0: recommencez dans {wait} secondes."
NO_DATABASE = (
    "La base de données ne répond pas. Rien de ce qui a été enregistré n’est perdu : recommencez dans {wait} secondes."
)
#: What can be done meanwhile: all of it, or what is kept ready.
OPEN, KEPT = (
    "Les pages du site restent ouvertes en attendant.",
    "Les pages déjà lues par d’autres restent ouvertes en attendant.",
)
#: Seconds after which a database that is started again usually answers.
DATABASE_BACK = 30
#: What SQLite calls the same kind of error, and is none: its tables are not there yet.
NO_TABLES = "no such"


def too_many(request: HttpRequest, exc: TooManyError) -> HttpResponse:
    """The 429 of who asks too much."""
    return _refused(request, (429, PATIENCE), exc.sentence, exc.wait)


def too_busy(request: HttpRequest, exc: LaneFullError) -> HttpResponse:
    """The 503 of who finds a lane full."""
    return _refused(request, (503, CROWDED), BUSY.format(wait=exc.retry), exc.retry)


def broken(request: HttpRequest) -> HttpResponse:
    """What Django asks for when nobody caught an error: 503 where it is the database that is away, else the 500."""
    if is_database_away(sys.exc_info()[1]):
        refused = _refused(request, (503, AWAY), NO_DATABASE.format(wait=DATABASE_BACK), DATABASE_BACK)
        # An older answer may be given in its place: `cms.kept.middleware`.
        refused.for_want_of_the_database = True  # type: ignore[attr-defined]
        return refused
    return server_error(request)


def is_database_away(exc: BaseException | None) -> bool:
    """Whether the database could not be asked at all: stopped, unreachable, full, or busy for too long."""
    return isinstance(exc, OperationalError | InterfaceError) and NO_TABLES not in str(exc)


def _refused(request: HttpRequest, told: tuple[int, str], sentence: str, wait: int) -> HttpResponse:
    status, title = told
    if request.path.startswith(API):
        response = probleme(status, sentence)
    else:
        response = HttpResponse(refusal_page(status, sentence, title), status=status)
    response["Retry-After"] = str(wait)
    response["Cache-Control"] = "no-store"
    return response


@lru_cache(maxsize=256)
def refusal_page(status: int, sentence: str, title: str = CROWDED) -> bytes:
    """The page, made once for each second that may be left."""
    told = {"status": status, "titre": title, "phrase": sentence, "suite": KEPT if title == AWAY else OPEN}
    return render_to_string("refus.html", told).encode()
