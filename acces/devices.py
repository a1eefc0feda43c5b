"""Devices from which somebody has logged in: their tries are counted apart, so that strangers keep nobody out.

A cookie says for which account, by a digest, and is sent to the login alone. Whoever chose a new password by a mail has
shown as much. https://owasp.org/www-community/Slow_Down_Online_Guessing_Attacks_with_Device_Cookies
"""

import secrets
import unicodedata
from datetime import timedelta

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.signing import BadSignature, TimestampSigner
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.http import urlsafe_base64_decode

COOKIE = "appareil"
GARDE = timedelta(days=365)
SALT = "acces.devices"
RESET = "wagtailadmin_password_reset_confirm"


def digest_of(name: str) -> str:
    """What an account is counted under, however its name is typed and whether there is one or not."""
    same = unicodedata.normalize("NFKC", name).casefold().strip()
    return salted_hmac(SALT, same, algorithm="sha256").hexdigest()[:32]


def device_of(request: HttpRequest, name: str) -> str | None:
    """This device, if the account of that name was opened from it; None for a stranger’s."""
    try:
        known = TimestampSigner(salt=SALT).unsign(request.COOKIES.get(COOKIE, ""), max_age=GARDE)
    except BadSignature:
        return None
    digest, _, device = known.partition(".")
    return device if digest == digest_of(name) else None


def note_opened(request: HttpRequest, name: str) -> None:
    """Somebody has shown to be who uses this account: the answer will say so to the device."""
    request.opened = name  # type: ignore[attr-defined]  # for `give_cookie` alone


def give_cookie(request: HttpRequest, response: HttpResponse) -> None:
    """Give the device its cookie, if the request has opened an account."""
    name = getattr(request, "opened", "")
    path = request.path
    if not name and _has_reset(request, response):
        name, path = _reset_name(request), reverse(settings.LOGIN_URL)
    if name:
        response.set_cookie(
            COOKIE,
            TimestampSigner(salt=SALT).sign(f"{digest_of(name)}.{secrets.token_urlsafe(12)}"),
            max_age=GARDE,
            path=path,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )


def _has_reset(request: HttpRequest, response: HttpResponse) -> bool:
    match = request.resolver_match
    if request.method != "POST" or match is None or match.view_name != RESET or response.status_code != 302:
        return False
    return response["Location"] == reverse("wagtailadmin_password_reset_complete")


def _reset_name(request: HttpRequest) -> str:
    """The name of the account whose password was just chosen."""
    match = request.resolver_match
    number = urlsafe_base64_decode(match.kwargs["uidb64"]).decode() if match else ""
    found = get_user_model().objects.filter(pk=number).first()
    return found.get_username() if found else ""
