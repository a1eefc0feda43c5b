"""What keeps the site from starting with an endpoint that nobody speaks for: checks of Django, with ids and hints."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error, register
from ninja.operation import Operation

from cms.api.operations import known_facts, operations_of


@register("api")
def check_endpoints(app_configs: Sequence[AppConfig] | None, **options: Any) -> list[CheckMessage]:
    """Every endpoint of the API that is not told, or not protected as it is told."""
    from cms.api.routers import api  # the routers need every application to be ready

    return list(faults(operations_of(api)))


def faults(operations: Iterable[Operation]) -> Iterator[CheckMessage]:
    """What is wrong with these."""
    for operation in operations:
        view, told = operation.view_func, known_facts(operation)
        name = f"{operation.operation_id or view.__name__} ({view.__module__}.{view.__name__})"
        if told is None and view.__module__.startswith("wagtail."):
            yield Error(
                f"Nothing is known of Wagtail's operation {name}.",
                hint="Give it a row in cms/api/wagtail_facts.py: which right it needs, and what else it does.",
                id="odd17.E012",
            )
        elif told is None:
            yield Error(
                f"The endpoint {name} says nothing of itself.",
                hint="Write @facts(needs=…) below its route: ground/facts.py says what there is to say.",
                id="odd17.E014",
            )
        elif told.needs and not operation.auth_callbacks:
            yield Error(
                f"The endpoint {name} needs a right, but lets in whoever sends no token.",
                hint="Give its route an « auth », or its router.",
                id="odd17.E013",
            )
