"""How far somebody is who signs in: free, asked for a second factor, or to add one first."""

from enum import Enum

from django.contrib.auth.models import AnonymousUser, User
from django.http import HttpRequest
from django_otp import login
from django_otp.models import Device

from acces.proof import note_proof
from acces.second_factor.factors import has_factor
from acces.second_factor.policy import is_required_of

#: In the session of who has a second factor, from the password until it was given.
KEY = "acces.second_facteur"


class Admission(Enum):
    """Who is not free is a stranger everywhere but at the screens of sign-in (`acces/gate.py`)."""

    FREE = "free"
    ASKED = "asked"
    TO_ADD = "to add"


def note_login(request: HttpRequest, user: User) -> None:
    """The first factor was given: whoever has a second one is asked for it."""
    request.session.pop(KEY, None)
    if has_factor(user):
        request.session[KEY] = True


def note_verified(request: HttpRequest, device: Device) -> None:
    """The second factor was given."""
    login(request, device)
    request.session.pop(KEY, None)
    note_proof(request)


def note_admission(request: HttpRequest, user: User | AnonymousUser) -> Admission:
    """Judge the asker, whom django-otp has looked at, and keep that for the request."""
    found = _judged(request, user)
    request.admission = found  # type: ignore[attr-defined]  # for `admission` alone
    return found


def admission(request: HttpRequest) -> Admission:
    """How far the asker is."""
    # Whoever looks at the user has him judged, once.
    bool(request.user.is_authenticated)
    found: Admission = getattr(request, "admission", Admission.FREE)
    return found


def _judged(request: HttpRequest, user: User | AnonymousUser) -> Admission:
    """Asks the database only where it may matter."""
    if not isinstance(user, User) or user.is_verified():  # type: ignore[attr-defined]  # django-otp’s
        return Admission.FREE
    is_required = is_required_of(user)
    if not is_required and not request.session.get(KEY):
        return Admission.FREE
    if has_factor(user):
        return Admission.ASKED
    return Admission.TO_ADD if is_required else Admission.FREE
