"""What the Comité adds to Wagtail."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets.button import Button
from wagtail.models import Page

from acces.urls import MAIL
from comite.admin import views
from comite.admin.reading import read_draft, reads
from comite.guards.copying import AliasSelonLesDroits, CopieParLApi
from ground.facts import weighs


@hooks.register("register_actions", order=1000)
def alias_selon_les_droits(registry: Any) -> None:
    """The API makes copies, and those that follow their page, as the admin's form does."""
    registry.register(Page, AliasSelonLesDroits)
    registry.register(Page, CopieParLApi)


@hooks.register("register_admin_urls")
def adresses() -> list[URLPattern]:
    return [
        path("comite/", views.Membres.as_view(), name="comite"),
        path("comite/inviter/", weighs(MAIL)(views.Inviter.as_view()), name="comite_inviter"),
        path("comite/donner/", views.DonnerUnRole.as_view(), name="comite_donner"),
        path("comite/retirer/<int:pk>/", views.RetirerUnRole.as_view(), name="comite_retirer"),
        path("comite/absence/", views.NoterUneAbsence.as_view(), name="comite_absence"),
        path("comite/en-service/", views.MettreEnService.as_view(), name="comite_mettre_en_service"),
        path("comite/personnes/<int:pk>/", views.Personne.as_view(), name="comite_personne"),
        path("comite/personnes/<int:pk>/export/", views.Exporter.as_view(), name="comite_exporter"),
        path("comite/personnes/<int:pk>/effacer/", views.Effacer.as_view(), name="comite_effacer"),
        path("comite/brouillons/<int:pk>/", read_draft, name="comite_lire"),
    ]


class MenuDuComite(MenuItem):
    """Shown to whoever sees who is in the Comité."""

    def is_shown(self, request: HttpRequest) -> bool:
        return views.looks(request.user)


@hooks.register("register_admin_menu_item")
def menu() -> MenuItem:
    return MenuDuComite("Comité", reverse("comite"), name="comite", icon_name="group", order=260)


@hooks.register("register_page_header_buttons")
def draft_button(page: Any, user: Any, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    """Where the editor is not open to somebody, the draft is."""
    if page.depth > 1 and not page.permissions_for_user(user).can_edit() and reads(user=user, page=page):
        yield Button("Lire le brouillon", reverse("comite_lire", args=[page.pk]), icon_name="view", priority=15)


@hooks.register("register_page_listing_more_buttons")
def draft_button_in_lists(page: Any, user: Any, next_url: str | None = None) -> Iterator[Button]:
    """The same in lists."""
    yield from draft_button(page, user, "index", next_url)
