"""Who has pressed « Entrer » behind a link: a signed cookie of its own, bound to that link, for a day of work.

It is no session of the site: it opens the desk of one partner and nothing else, and a link that is withdrawn or over
opens nothing from that moment on, whatever the browser still holds.
"""

from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from propositions.accesses.giving import AccesFermeError, AccesInconnuError, access_numbered
from propositions.models import AccesDePartenaire

COOKIE, SALT = "espace", "propositions.espace"
HOLDS = timedelta(hours=8)


def open_session(response: HttpResponse, access: AccesDePartenaire) -> None:
    """Let this browser in from now on."""
    response.set_cookie(
        COOKIE,
        signing.dumps(access.pk, salt=SALT),
        max_age=int(HOLDS.total_seconds()),
        path=reverse("espace:accueil"),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def close_session(response: HttpResponse) -> None:
    """Let this browser out."""
    response.delete_cookie(COOKIE, path=reverse("espace:accueil"))


def access_in(request: HttpRequest) -> AccesDePartenaire | None:
    """The link behind which this browser is, if it still opens anything. Writes nothing."""
    try:
        number = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=HOLDS)
        return access_numbered(int(number), now=timezone.now())
    except (signing.BadSignature, AccesInconnuError, AccesFermeError):
        return None
