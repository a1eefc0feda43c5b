"""What rooms above do for page types, told at start: who dresses a page, who serves a type, who may refuse it.

A page model knows none of those who do it. Each app says in its `ready()` what it does (`dress_pages`, `serve_type`,
`check_type`); whoever forgets it is named by an error as soon as the first page is asked.
"""

from collections.abc import Callable
from typing import Any, Protocol

from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse
from wagtail.models import Page

Dresser = Callable[[Any, HttpRequest], dict[str, Any]]
Server = Callable[[Any, HttpRequest], HttpResponse]


class PublicationChecker(Protocol):
    """What stands against the publication of a page, in sentences for its editor; none when nothing does.

    With `against_site`, what the rest of the site has become counts too; without it, what the page says alone.
    """

    def __call__(self, page: Any, *, against_site: bool) -> list[str]: ...


#: Gives the panel that the editor of a page type shows below its title, or None: see `show_below_title`.
PanelMaker = Callable[[type[Page]], Any]

#: Given what makes the page as it would be published, says what stands against it: sentences by field. It need not ask.
Gate = Callable[[Callable[[], Any]], dict[str, list[str]]]

_panels: dict[str, PanelMaker] = {}
_gates: dict[str, Gate] = {}
_dressers: list[Dresser] = []
_servers: dict[type[Page], Server] = {}
_checkers: dict[type[Page], PublicationChecker] = {}


def dress_pages(dresser: Dresser) -> None:
    """`dresser(page, request)` gives what the template of every page shows beside its fields."""
    _dressers[:] = [dresser]


def dressed(page: Page, request: HttpRequest) -> dict[str, Any]:
    """What the template of `page` shows beside its fields."""
    if not _dressers:
        raise ImproperlyConfigured("Nobody dresses the pages: an app must call `pages.registry.dress_pages`.")
    return _dressers[0](page, request)


def show_below_title(name: str, maker: PanelMaker) -> None:
    """`maker(model)` gives what the editor of this type shows below the title, or None. Said in `ready()`."""
    _panels[name] = maker


def panels_below_title(model: type[Page]) -> list[Any]:
    """The panels of other rooms that stand below the title in the editor of this type."""
    made = (_panels[name](model) for name in sorted(_panels))
    return [panel for panel in made if panel is not None]


def serve_type(model: type[Page], server: Server) -> None:
    """`server(page, request)` answers for the pages of this type."""
    _servers[model] = server


def served(page: Page, request: HttpRequest) -> HttpResponse:
    """The answer of the one who serves the type of `page`."""
    return _of(_servers, page, "serve_type")(page, request)


def check_type(model: type[Page], checker: PublicationChecker) -> None:
    """`checker(page, against_site=…)` says what stands against the publication of a page of this type."""
    _checkers[model] = checker


def refusals(page: Page, *, against_site: bool) -> list[str]:
    """What stands against the publication of `page`, whose type is one that is checked."""
    return _of(_checkers, page, "check_type")(page, against_site=against_site)


def gate_publication(name: str, gate: Gate) -> None:
    """Ask `gate` before any page of any type is published, at every door. Said in `ready()`."""
    _gates[name] = gate


def held_back(page: Callable[[], Any]) -> dict[str, list[str]]:
    """What all gates say of a page that would be published: sentences by field, `NON_FIELD_ERRORS` for none."""
    told: dict[str, list[str]] = {}
    for name in sorted(_gates):
        for field, sentences in _gates[name](page).items():
            told.setdefault(field, []).extend(sentences)
    return told


def _of(table: dict[type[Page], Any], page: Page, how: str) -> Any:
    if type(page) not in table:
        raise ImproperlyConfigured(f"{type(page).__name__}: an app must call `pages.registry.{how}` for it.")
    return table[type(page)]
