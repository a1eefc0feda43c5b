"""What keeps the site from starting with a view whose cost nobody has said."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error, register
from django.urls import URLPattern, URLResolver, get_resolver

from cms.edges.weights import FOREIGN
from ground.facts import weights_declared

#: Behind the login, and counted by their endpoints.
ELSEWHERE = ("admin/", "api/v3/", "^api/")
#: Not ours: rooms are folders of this very project.
OTHERS = ("wagtail.", "django.", "ninja.", "functools")


@register("edges")
def check_weights(app_configs: Sequence[AppConfig] | None, **options: Any) -> list[CheckMessage]:
    """Every public view of ours that is not told."""
    return list(faults(get_resolver().url_patterns))


def faults(patterns: Iterable[URLPattern | URLResolver]) -> Iterator[CheckMessage]:
    """What is wrong with the views at these addresses."""
    for one in patterns:
        if isinstance(one, URLResolver):
            if str(one.pattern) not in ELSEWHERE:
                yield from faults(one.url_patterns)
        elif not _is_told(one):
            yield Error(
                f"The view {one.callback.__module__}.{one.callback.__name__} does not say what it costs.",
                hint="Write @weighs(…) above it, @weighs() if it costs nothing: ground/facts.py says how.",
                id="odd17.E016",
            )


def _is_told(one: URLPattern) -> bool:
    view = one.callback
    foreign = view.__module__.startswith(OTHERS) or one.name in FOREIGN
    return foreign or str(one.pattern) in ELSEWHERE or weights_declared(view) is not None
