"""Passwords that are tried: slowed by address and by account, and counted before a hash is computed.

Ten tries of one account in a quarter of an hour by all strangers together, as many by each device from which it was
opened before (`acces/devices.py`); then nothing is computed until the first of them is a quarter of an hour old. An
account that does not exist is counted like any other. What is kept is a digest, for that quarter.
"""

from typing import Any

from django.conf import settings
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import User
from django.http import HttpRequest
from limits import RateLimitItem, RateLimitItemPerHour, RateLimitItemPerMinute
from wagtail.admin.forms.auth import PasswordResetForm

from acces.devices import device_of, digest_of, note_opened
from ground.edges.rates import TooManyError, count_moving, forget
from ground.visitors import account_of

QUARTER = 15
#: An office logs in from one address: so many times what one account has.
ACCOUNTS_OF_AN_ADDRESS = 6
MAILS_PER_HOUR = 3
ACCOUNT = (
    "Trop de mots de passe ont été essayés pour ce compte. Reprenez dans {wait}, ou depuis un appareil où vous vous "
    "êtes déjà connecté, ou encore en demandant un nouveau mot de passe par courriel."
)
ADDRESS = "Trop de mots de passe ont été essayés d’ici. Reprenez dans {wait}."
MAILS = "Plusieurs courriels viennent d’être demandés pour cette adresse. Reprenez dans {wait}."


class SlowedBackend(ModelBackend):
    """Django’s own, whose tries are counted. Raises TooManyError."""

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **kwargs: Any
    ) -> User | None:
        if request is None or not username or password is None or not settings.PASSWORD_RATE:
            return super().authenticate(request, username, password, **kwargs)
        of_account = RateLimitItemPerMinute(settings.PASSWORD_RATE, QUARTER)
        of_address = RateLimitItemPerMinute(settings.PASSWORD_RATE * ACCOUNTS_OF_AN_ADDRESS, QUARTER)
        account = ("mot de passe", digest_of(username), device_of(request, username) or "")
        _note(ADDRESS, of_address, "mots de passe", account_of(request))
        _note(ACCOUNT, of_account, *account)
        user = super().authenticate(request, username, password, **kwargs)
        if user is not None:
            forget(of_account, *account)
            note_opened(request, username)
        return user


class CountedResetForm(PasswordResetForm):
    """Wagtail’s own; nobody’s letter box is filled by others. Raises TooManyError, also where there is no account."""

    def save(self, *args: Any, **kwargs: Any) -> None:
        if settings.PASSWORD_RATE:
            _note(MAILS, RateLimitItemPerHour(MAILS_PER_HOUR), "courriel", digest_of(self.cleaned_data["email"]))
        super().save(*args, **kwargs)


def _note(sentence: str, item: RateLimitItem, *account: str) -> None:
    standing = count_moving(item, *account)
    if standing and not standing.allowed:
        raise TooManyError(sentence.format(wait=_in_words(standing.wait)), standing.wait)


def _in_words(seconds: int) -> str:
    minutes = -(-seconds // 60)
    return "une minute" if minutes == 1 else f"{minutes}\u00a0minutes"
