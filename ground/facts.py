"""What must be known of an endpoint or a view and no route can say: declared beside it, read where it is mounted.

    @router.get("/", response=…, operation_id="recherche")
    @facts(needs=None, cost=2, judges=True)
    def recherche(request): …

    @require_safe
    @weighs(Weight(cost=10, lane=DOCUMENTS))
    def print_view(request): …

A route of the API that says nothing of itself keeps the site from starting (`odd17.E014`), and so does a view of ours
(`odd17.E016`).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.http import HttpRequest

from ground.edges.lanes import Lane

View = TypeVar("View", bound=Callable[..., Any])
NAME = "api_facts"
WEIGHTS = "weights"


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What there is to know of an endpoint.

    `needs`: the right that a token must give where one is sent, None for what is public or goes by other secrets.
    `cost`: what a call weighs in the account of its minute.
    `lane`: the lane in which its answer is made, None for what costs little.
    `judges`: whether the endpoint judges its parameters itself, since it can say more of what is allowed.
    """

    needs: str | None
    cost: int = 1
    lane: Lane | None = None
    judges: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Weight:
    """What a request for a page costs.

    `cost`: points in the account of its minute, one for some ten milliseconds. `lane`: the one in which it is answered.
    `when`: of which requests this is true; of all, without it.
    """

    cost: int
    lane: Lane | None = None
    when: Callable[[HttpRequest], bool] | None = None

    def is_of(self, request: HttpRequest) -> bool:
        """Whether this request weighs so."""
        return self.when is None or self.when(request)


def facts(
    *, needs: str | None, cost: int = 1, lane: Lane | None = None, judges: bool = False
) -> Callable[[View], View]:
    """Declare these `Facts` of the endpoint below."""

    def declare(view: View) -> View:
        setattr(view, NAME, Facts(needs=needs, cost=cost, lane=lane, judges=judges))
        return view

    return declare


def facts_declared(view: Callable[..., Any]) -> Facts | None:
    """What was declared of this endpoint; None when nothing was."""
    found: Facts | None = getattr(view, NAME, None)
    return found


def weighs(*weights: Weight) -> Callable[[View], View]:
    """Declare what the view below costs: the first that is true of a request; nothing where none is."""

    def mark(view: View) -> View:
        setattr(view, WEIGHTS, weights)
        return view

    return mark


def weights_declared(view: Callable[..., Any]) -> tuple[Weight, ...] | None:
    """What was declared of this view; None when nothing was."""
    found: tuple[Weight, ...] | None = getattr(view, WEIGHTS, None)
    return found


def is_sent(request: HttpRequest) -> bool:
    """Whether the request brings a form."""
    return request.method == "POST"
