"""Addresses that a room below shows and a room above answers: the lower one names no view of the upper one.

A room that leads somewhere makes a `Door`; whoever has what lies behind it says in its `ready()` which view answers.
"""

from collections.abc import Iterable
from urllib.parse import urlencode

from django.core.exceptions import ImproperlyConfigured
from django.urls import reverse


class Door:
    """What is led to, in words for the error; closed until somebody says which view it leads to."""

    def __init__(self, what: str) -> None:
        self.what = what
        self._name = ""
        self._path = ""

    @property
    def is_open(self) -> bool:
        """Whether somebody has said where it leads."""
        return bool(self._name)

    def leads_to(self, name: str) -> None:
        """`name` is that of a view without arguments, as `reverse` takes it."""
        self._name, self._path = name, ""

    def address(self, query: Iterable[tuple[str, object]] = ()) -> str:
        """The path of the view, with `?` and the query when there is one. Raises ImproperlyConfigured while closed."""
        if not self._name:
            raise ImproperlyConfigured(f"Nobody has {self.what}: an app must call `leads_to` of its door.")
        # Pages show dozens of them: the view is looked up once.
        self._path = self._path or reverse(self._name)
        asked = urlencode(list(query))
        return f"{self._path}?{asked}" if asked else self._path
