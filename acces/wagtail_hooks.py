"""Completes Wagtail's screens: hooks are loaded before Wagtail makes them."""

from collections.abc import Iterator
from typing import Any

from django.contrib.auth.models import User
from django.http import HttpRequest
from django.urls import reverse
from wagtail import hooks
from wagtail.admin.widgets.button import Button

from acces.accounts.noting import WORDS
from acces.admin import extend_token_screens
from acces.invitations.inviting import is_waiting

extend_token_screens()


@hooks.register("register_log_actions")
def name_what_happens_to_accounts(actions: Any) -> None:
    """So that the log says it in words."""
    for action, (label, sentence) in WORDS.items():
        actions.register_action(action, label, sentence)


@hooks.register("register_account_menu_item")
def way_to_security(request: HttpRequest) -> dict[str, str]:
    """In « Mon compte › Plus d’actions »."""
    return {
        "url": reverse("acces:securite"),
        "label": "Connexion et sécurité",
        "help_text": "Second facteur, clés d’accès, codes de secours, sessions ouvertes.",
    }


@hooks.register("register_user_listing_buttons")
def of_an_account(user: User, request_user: User) -> Iterator[Button]:
    """What can be done for somebody else who does not get in."""
    if is_waiting(user) and request_user.has_perm("auth.change_user"):
        yield Button("Renvoyer l’invitation", reverse("acces:renvoyer", args=[user.pk]), icon_name="mail", priority=30)
    if request_user.is_superuser:
        label = "Retirer le second facteur"
        yield Button(label, reverse("acces:sans_facteur", args=[user.pk]), icon_name="key", priority=40)
