"""What the API must know of an endpoint and no route can say: declared beside the route, read where it is mounted.

    @router.get("/", response=…, operation_id="recherche")
    @facts(needs=None, cost=2, judges=True)
    def recherche(request): …

A route that says nothing of itself keeps the site from starting (`odd17.E014`).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

View = TypeVar("View", bound=Callable[..., Any])
NAME = "api_facts"


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What there is to know.

    `needs`: the right that a token must give where one is sent, None for what is public or goes by other secrets.
    `cost`: what a call weighs in the account of its minute.
    `judges`: whether the endpoint judges its parameters itself, since it can say more of what is allowed.
    """

    needs: str | None
    cost: int = 1
    judges: bool = False


def facts(*, needs: str | None, cost: int = 1, judges: bool = False) -> Callable[[View], View]:
    """Declare these `Facts` of the endpoint below."""

    def declare(view: View) -> View:
        setattr(view, NAME, Facts(needs=needs, cost=cost, judges=judges))
        return view

    return declare


def facts_declared(view: Callable[..., Any]) -> Facts | None:
    """What was declared of this endpoint; None when nothing was."""
    found: Facts | None = getattr(view, NAME, None)
    return found
