"""The password or the address of an account has changed, through whatever door: its owner is told, by mail.

The row of before says what has changed. A new hash of the same password, which Django makes at a sign-in, is no change.
"""

from dataclasses import dataclass
from functools import partial
from typing import Any

from django.contrib.auth.hashers import is_password_usable
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models.signals import post_save, pre_save
from django.utils import timezone
from wagtail.log_actions import get_active_log_context

from acces.accounts.noting import FIRST_PASSWORD, MAIL, PASSWORD, note
from acces.notices import tell

FIELDS = frozenset({"password", "email"})
CHANGE = "_acces_change"
IF_NOT_YOU = (
    "Si ce n’est ni vous ni l’administration du site, demandez un nouveau mot de passe depuis la page de connexion, "
    "fermez vos sessions et prévenez l’administration du site."
)
#: For the former address, to which no new password is sent any more.
IF_NOT_YOU_THERE = (
    "Si ce n’est ni vous ni l’administration du site, prévenez-la tout de suite\u00a0: les courriels de ce compte "
    "n’arrivent plus ici."
)


@dataclass(frozen=True, slots=True)
class Change:
    """What a save changes. `former`: the address of before, where it changes."""

    is_new_password: bool
    is_first: bool
    former: str | None


def listen() -> None:
    """Look at each account that is saved, from now on."""
    pre_save.connect(_compare, sender=User, dispatch_uid="acces.changes")
    post_save.connect(_say, sender=User, dispatch_uid="acces.changes")


def _compare(sender: Any, instance: User, raw: bool = False, update_fields: Any = None, **kwargs: Any) -> None:
    instance.__dict__.pop(CHANGE, None)
    written = FIELDS if update_fields is None else FIELDS & set(update_fields)
    if raw or instance._state.adding or not written:
        return
    row = User.objects.filter(pk=instance.pk).values_list("password", "email").first()
    if row is None:
        return
    password, mail = row
    # Django keeps the password that was typed until the account is saved, and not when it makes a new hash of it.
    typed = "password" in written and getattr(instance, "_password", None) is not None
    moved = "email" in written and instance.email.strip().casefold() != mail.strip().casefold()
    if typed or moved:
        change = Change(
            is_new_password=typed and instance.password != password,
            is_first=not is_password_usable(password) and instance.last_login is None,
            former=mail if moved else None,
        )
        setattr(instance, CHANGE, change)


def _say(sender: Any, instance: User, **kwargs: Any) -> None:
    change: Change | None = instance.__dict__.pop(CHANGE, None)
    # Whoever is let go, or erased, has no account left to care for.
    if change is None or not instance.is_active:
        return
    by = get_active_log_context().user or None
    if change.is_new_password:
        note(FIRST_PASSWORD if change.is_first else PASSWORD, instance, by=by or instance)
        if not change.is_first:
            transaction.on_commit(partial(_tell_password, instance))
    if change.former is not None:
        note(MAIL, instance, by=by)
        transaction.on_commit(partial(_tell_address, instance, change.former))


def _tell_password(user: User) -> None:
    tell(
        user,
        subject="Le mot de passe de votre compte a changé",
        sentences=(f"Le mot de passe de votre compte a été changé le {_now()}.", IF_NOT_YOU),
    )


def _tell_address(user: User, former: str) -> None:
    """The former address first: whoever took the account away reads the new one. Neither letter names the other."""
    subject = "L’adresse électronique de votre compte a changé"
    if former:
        sentence = f"Depuis le {_now()}, les courriels de votre compte vont à une autre adresse que celle-ci."
        tell(user, subject=subject, sentences=(sentence, IF_NOT_YOU_THERE), address=former)
    sentence = f"Depuis le {_now()}, les courriels de votre compte arrivent à cette adresse."
    tell(user, subject=subject, sentences=(sentence, IF_NOT_YOU))


def _now() -> str:
    return f"{timezone.localtime():%d/%m/%Y à %H:%M}"
