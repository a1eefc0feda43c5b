"""Fields for an outgoing address that somebody types: what lacks only its « https:// » gets it, and it is said.

The address is then checked as any other: by `validate_url` here, by the link checker once it is saved.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django import forms
from django.db import models

from ground.addresses.validation import with_scheme

#: What was completed while a form was read: {as typed: as it is kept}.
_noted: ContextVar[dict[str, str] | None] = ContextVar("addresses_completed", default=None)


@contextmanager
def noting(completed: dict[str, str]) -> Iterator[None]:
    """Write into `completed` each address that fields complete meanwhile."""
    token = _noted.set(completed)
    try:
        yield
    finally:
        _noted.reset(token)


def sentence_of(completed: dict[str, str]) -> str:
    """What the editor reads of it; "" when nothing was completed."""
    if not completed:
        return ""
    typed = ", ".join(f"«\u00a0{one}\u00a0»" for one in completed)
    checked = "l’adresse sera vérifiée" if len(completed) == 1 else "ces adresses seront vérifiées"
    return f"« https:// » a été ajouté à {typed} : {checked} comme tous les liens."


class AddressFormField(forms.CharField):
    """The field of a form. `data-adresse` is what the admin's script knows it by, which completes it at once."""

    def to_python(self, value: Any) -> str:
        typed = str(super().to_python(value) or "")
        completed = with_scheme(typed)
        noted = _noted.get()
        if completed != typed and noted is not None:
            noted[typed] = completed
        return completed

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {**super().widget_attrs(widget), "inputmode": "url", "data-adresse": ""}


class AddressField(models.CharField):
    """The field of a model, a plain text for the database and its migrations."""

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", [*args], kwargs

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"form_class": AddressFormField, **kwargs})

    def clean(self, value: Any, model_instance: models.Model | None) -> Any:
        return super().clean(with_scheme(value) if isinstance(value, str) else value, model_instance)
