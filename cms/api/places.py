"""Where in the request a refused value stands, in the names that its sender used.

Ninja and Wagtail put the names of their own Python between: a filter of a list is `query, filters, type`, a title
`body, data, title` or `title` alone. What is sent knows `query, type` and `body, title`.
"""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest
from ninja import NinjaAPI
from ninja.errors import ValidationError, ValidationErrorContext

Place = tuple[str | int, ...]
#: How pydantic names the member of a union that it tried.
OF_PYDANTIC = "function-"
PARTS = ("query", "path", "header", "cookie", "body", "form", "file")


def register_places(api: NinjaAPI) -> None:
    """Name the places of what Ninja refuses as their sender does."""
    plain = api.validation_error_from_error_contexts

    def placed(contexts: list[ValidationErrorContext[Any]]) -> ValidationError:
        refused = plain(contexts)
        places = [
            _sent(one.model, told["loc"])
            for one in contexts
            for told in one.pydantic_validation_error.errors(include_url=False)
        ]
        for told, place in zip(refused.errors, places, strict=True):
            told["loc"] = [told["loc"][0], *place]
        return refused

    api.validation_error_from_error_contexts = placed  # type: ignore[method-assign,assignment]  # Ninja's own way to say it


def _sent(model: Any, place: Place) -> Place:
    """The place within its part of the request."""
    place = tuple(step for step in place if not str(step).startswith(OF_PYDANTIC))
    if place[:1] == (getattr(model, "__read_from_single_attr__", None),):
        return place[1:]
    for length in range(len(place), 0, -1):
        if known := model.__ninja_flatten_map_reverse__.get(place[:length]):
            return (*known, *place[length:])
    return place


def full_place(place: Sequence[str | int], request: HttpRequest) -> list[str | int]:
    """The same place with the part of the request before it."""
    if place and place[0] in PARTS:
        return list(place)
    return ["query" if request.method in ("GET", "HEAD") else "body", *place]
