"""Completes Wagtail's screens: hooks are loaded before Wagtail makes them."""

from django.http import HttpRequest
from django.urls import reverse
from wagtail import hooks

from acces.admin import extend_token_screens

extend_token_screens()


@hooks.register("register_account_menu_item")
def way_to_security(request: HttpRequest) -> dict[str, str]:
    """In « Mon compte › Plus d’actions »."""
    return {
        "url": reverse("acces:securite"),
        "label": "Connexion et sécurité",
        "help_text": "Second facteur, clés d’accès, codes de secours, sessions ouvertes.",
    }
