"""Completes Wagtail's screens for tokens: hooks are loaded before Wagtail makes them."""

from acces.admin import extend_token_screens

extend_token_screens()
