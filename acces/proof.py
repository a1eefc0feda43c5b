"""That somebody has just shown who he is: what protects an account changes only within some minutes of it.

Who could not is told of by `not_proven`, whose sender is the `ProofKind`, and in a line of the log without a name, a
password or an address.
"""

import logging
from enum import StrEnum

from django.conf import settings
from django.dispatch import Signal
from django.http import HttpRequest
from django.utils import timezone

from ground.machine.sparing import SparingLog
from ground.visitors import account_of

KEY = "acces.prouve_le"
#: A form that was opened in time may be filled in without haste.
FORM_MINUTES = 60
not_proven = Signal()
logger = logging.getLogger(__name__)
#: Whoever tries passwords by the thousand is not given a line for each that is not even read.
sparing = SparingLog(logger)


class ProofKind(StrEnum):
    """What somebody failed with."""

    PASSWORD = "password"  # noqa: S105  a word, no password
    TOO_MANY = "too_many_passwords"
    CODE = "code"
    PASSKEY = "passkey"
    INVITATION = "invitation"
    PROVIDER = "provider"


def note_failure(kind: ProofKind, request: HttpRequest | None) -> None:
    """Somebody could not show who he is, by this."""
    not_proven.send(kind)
    by = account_of(request) if request is not None else "no request"
    if kind is ProofKind.TOO_MANY:
        sparing.warning(kind, "A sign-in has failed, from %s (%s)", by, kind)
    else:
        logger.warning("A sign-in has failed, from %s (%s)", by, kind)


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
