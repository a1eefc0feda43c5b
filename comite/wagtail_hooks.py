"""What the Comité adds to Wagtail."""

from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, path, reverse
from wagtail import hooks
from wagtail.admin.widgets.button import Button
from wagtail.models import Page

from comite.admin.reading import read_draft, reads
from comite.copying import AliasSelonLesDroits


@hooks.register("register_actions", order=1000)
def alias_selon_les_droits(registry: Any) -> None:
    """The API makes a copy that follows its page only for whoever may publish the page."""
    registry.register(Page, AliasSelonLesDroits)


@hooks.register("register_admin_urls")
def adresses() -> list[URLPattern]:
    return [path("comite/brouillons/<int:pk>/", read_draft, name="comite_lire")]


@hooks.register("register_page_header_buttons")
def lire_le_brouillon(page: Any, user: Any, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    """Where the editor is not open to somebody, the draft is."""
    if page.depth > 1 and not page.permissions_for_user(user).can_edit() and reads(user=user, page=page):
        yield Button("Lire le brouillon", reverse("comite_lire", args=[page.pk]), icon_name="view", priority=15)


@hooks.register("register_page_listing_more_buttons")
def lire_dans_la_liste(page: Any, user: Any, next_url: str | None = None) -> Iterator[Button]:
    """The same in lists."""
    yield from lire_le_brouillon(page, user, "index", next_url)
