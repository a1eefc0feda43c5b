"""Completes Wagtail's screens for tokens: hooks are loaded before Wagtail makes them."""

from acces.admin import completer_les_ecrans

completer_les_ecrans()
