"""That somebody has just shown who he is: what protects an account changes only within some minutes of it."""

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

KEY = "acces.prouve_le"
#: A form that was opened in time may be filled in without haste.
FORM_MINUTES = 60


def note_proof(request: HttpRequest) -> None:
    """A password, a code or a passkey was given just now."""
    request.session[KEY] = int(timezone.now().timestamp())


def is_proven(request: HttpRequest) -> bool:
    """Whether that was short enough ago to open what protects the account, or to send a form that was opened then."""
    shown = request.session.get(KEY, 0)
    minutes = settings.PROOF_MINUTES
    if request.method not in ("GET", "HEAD"):
        minutes += FORM_MINUTES
    return bool(timezone.now().timestamp() - shown <= minutes * 60)
