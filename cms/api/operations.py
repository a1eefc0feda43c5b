"""The name of the operation behind what Ninja hands to a decorator."""

from collections.abc import Callable
from inspect import unwrap
from typing import Any

from django.http import HttpResponse

Run = Callable[..., HttpResponse]


def operation_name(run: Run) -> str:
    """The `operation_id` of the bound method that runs the operation, however many decorators are around it."""
    bound: Any = unwrap(run)
    return str(bound.__self__.operation_id)
