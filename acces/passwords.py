"""Passwords that are tried: slowed by address and by account, and counted before a hash is computed.

Ten tries of one account in a quarter of an hour by all strangers together, as many by each device from which it was
opened before (`acces/devices.py`); then nothing is computed until the first of them is a quarter of an hour old. Twice
as many in three hours, four times as many in a day: pauses grow. An account that does not exist is counted like any
other. What is kept is a digest, for that time. The owner is told once a day, and a line in the log names nobody.
"""

import logging
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import User
from django.http import HttpRequest
from django.utils import timezone
from limits import RateLimitItem, RateLimitItemPerDay, RateLimitItemPerHour, RateLimitItemPerMinute
from wagtail.admin.forms.auth import PasswordResetForm

from acces.devices import device_of, digest_of, note_opened
from acces.notices import tell
from acces.proof import ProofKind, note_failure
from ground.edges.rates import Standing, TooManyError, count_moving, count_moving_in_all, forget
from ground.visitors import account_of

logger = logging.getLogger(__name__)
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

    way = "password"

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **kwargs: Any
    ) -> User | None:
        if request is None or not username or password is None or not settings.PASSWORD_RATE:
            return super().authenticate(request, username, password, **kwargs)
        of_address = RateLimitItemPerMinute(settings.PASSWORD_RATE * ACCOUNTS_OF_AN_ADDRESS, QUARTER)
        account = ("mot de passe", digest_of(username), device_of(request, username) or "")
        try:
            _note(ADDRESS, of_address, "mots de passe", account_of(request))
            standings = count_moving_in_all(pauses(), *account)
            _refuse(ACCOUNT, standings)
        except TooManyError:
            note_failure(ProofKind.TOO_MANY, request)
            raise
        user = super().authenticate(request, username, password, **kwargs)
        if user is not None:
            for item in pauses():
                forget(item, *account)
            note_opened(request, username)
        elif standings and not standings[0].left:
            # After a hash, whose time hides whether there is an account to be told.
            _tell_of_burst(username)
        return user


def pauses() -> tuple[RateLimitItem, ...]:
    """How many tries in how long: the longer, the fewer."""
    rate = settings.PASSWORD_RATE
    return (
        RateLimitItemPerMinute(rate, QUARTER),
        RateLimitItemPerHour(rate * 2, 3),
        RateLimitItemPerDay(rate * 4),
    )


class CountedResetForm(PasswordResetForm):
    """Wagtail’s own; nobody’s letter box is filled by others. Raises TooManyError, also where there is no account."""

    def save(self, *args: Any, **kwargs: Any) -> None:
        if settings.PASSWORD_RATE:
            _note(MAILS, RateLimitItemPerHour(MAILS_PER_HOUR), "courriel", digest_of(self.cleaned_data["email"]))
        kwargs["subject_template_name"] = "acces/nouveau_mot_de_passe_objet.txt"
        kwargs["email_template_name"] = "acces/nouveau_mot_de_passe.txt"
        kwargs["html_email_template_name"] = "acces/nouveau_mot_de_passe.html"
        kwargs["extra_email_context"] = {"site_url": settings.SITE_URL, "site": settings.WAGTAIL_SITE_NAME}
        super().save(*args, **kwargs)


def _tell_of_burst(username: str) -> None:
    """Write to the owner, if there is one, and a line into the log: at most once a day for one account."""
    digest = digest_of(username)
    first = count_moving(RateLimitItemPerDay(1), "rafale", digest)
    if first is None or not first.allowed:
        return
    logger.warning("Passwords of one account are being tried, without success (%s…)", digest[:8])
    user = User.objects.filter(username__iexact=username.strip(), is_active=True).first()
    if user is None:
        return
    tell(
        user,
        subject="Des mots de passe ont été essayés pour votre compte",
        sentences=(
            f"{settings.PASSWORD_RATE} mots de passe faux viennent d’être essayés pour votre compte en moins d’un "
            f"quart d’heure, le {timezone.localtime():%d/%m/%Y à %H:%M}. Aucun n’a ouvert le compte, et le site fait "
            "attendre de plus en plus longtemps qui continue.",
            "Si c’était vous\u00a0: attendez un peu, ou demandez un nouveau mot de passe depuis la page de connexion.",
            "Si ce n’était pas vous\u00a0: rien à faire tant que votre mot de passe est long et ne sert qu’ici. "
            "Un second facteur le rendrait inutile à qui le devinerait.",
        ),
    )


def _note(sentence: str, item: RateLimitItem, *account: str) -> None:
    standing = count_moving(item, *account)
    _refuse(sentence, [standing] if standing else [])


def _refuse(sentence: str, standings: Iterable[Standing]) -> None:
    """Raises TooManyError with the longest wait, where one of them refuses."""
    wait = max((one.wait for one in standings if not one.allowed), default=0)
    if wait:
        raise TooManyError(sentence.format(wait=_in_words(wait)), wait)


def _in_words(seconds: int) -> str:
    minutes = -(-seconds // 60)
    if minutes > 90:
        return f"{-(-minutes // 60)}\u00a0heures"
    return "une minute" if minutes == 1 else f"{minutes}\u00a0minutes"
