"""The operations of the API as Ninja has them, and what there is to know of each."""

from collections.abc import Callable, Iterator
from inspect import unwrap
from typing import Any

from django.http import HttpResponse
from ninja import NinjaAPI
from ninja.operation import Operation

from acces.enums import TokenScope
from cms.api.wagtail_facts import OPERATIONS
from ground.facts import Facts, facts_declared

Run = Callable[..., HttpResponse]
#: Of an operation that nobody speaks for; the site does not start with one.
UNSAID = Facts(needs=TokenScope.ECRITURE)


def operation_of(run: Run) -> Operation:
    """The operation that the bound method `run` runs, however many decorators are around it."""
    bound: Any = unwrap(run)
    operation: Operation = bound.__self__
    return operation


def facts_of(run: Run) -> Facts:
    """What there is to know of the operation that `run` runs."""
    return known_facts(operation_of(run)) or UNSAID


def known_facts(operation: Operation) -> Facts | None:
    """What the operation says of itself, or what we say of Wagtail's."""
    return facts_declared(operation.view_func) or OPERATIONS.get(str(operation.operation_id))


def operations_of(api: NinjaAPI) -> Iterator[Operation]:
    """Every operation that answers. No router can be added to `api` afterwards."""
    for router in api._get_bound_routers():  # Ninja has no public list of them
        for place in router.path_operations.values():
            yield from place.operations
