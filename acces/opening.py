"""What happens when somebody has signed in, whichever way: hears Django’s signals, and leaves a line in the log.

A line names the account by its number and the way; no name that was typed, no password, no address but its digest of
the day.
"""

import logging
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import User
from django.contrib.auth.signals import user_logged_in, user_login_failed
from django.http import HttpRequest
from django.utils.module_loading import import_string

from acces.proof import ProofKind, note_failure, note_proof
from acces.second_factor.admission import note_login
from acces.sessions.listing import note_opening

logger = logging.getLogger(__name__)


def listen() -> None:
    """Hear of each sign-in, and of each that fails, from now on."""
    user_logged_in.connect(_note, dispatch_uid="acces.opening")
    user_login_failed.connect(_note_failure, dispatch_uid="acces.opening")


def _note(sender: Any, request: HttpRequest, user: User, **kwargs: Any) -> None:
    if not isinstance(user, get_user_model()):
        return
    note_opening(request, user)
    note_proof(request)
    note_login(request, user)
    logger.info("Account %d has signed in by %s", user.pk, _way(getattr(user, "backend", "")))


def _way(backend: str) -> str:
    """What the backend says of itself, else its name."""
    return str(getattr(import_string(backend), "way", backend.rpartition(".")[2])) if backend else "another way"


def _note_failure(sender: Any, request: HttpRequest | None = None, **kwargs: Any) -> None:
    note_failure(ProofKind.PASSWORD, request)
