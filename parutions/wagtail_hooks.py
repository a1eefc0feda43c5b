"""What sets add to Wagtail: their menu, the way to them from a page, and what the editor of such a page is told."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets.button import Button

from parutions.admin import views
from parutions.admin.bulk import AjouterAUneParution, address_for
from parutions.enums import EtatParution
from parutions.models import PageDeParution
from parutions.preview.views import within_admin
from parutions.rights import adds, looks

hooks.register("register_bulk_action", AjouterAUneParution)
IN_A_SET = (
    'Cette page est dans la parution « <a href="{}">{}</a> » du {}. Ce que vous enregistrez ici n’y entre pas de'
    " soi-même : {}."
)
TAKEN_ANEW = "prenez-y la dernière version avant qu’elle soit proposée"
APPROVED = "elle est approuvée, et paraîtra telle qu’elle l’a été"


@hooks.register("register_admin_urls")
def adresses() -> list[URLPattern]:
    return [
        path("parutions/", views.ListeDesParutions.as_view(), name="parutions_liste"),
        path("parutions/preparer/", views.Preparer.as_view(), name="parutions_preparer"),
        path("parutions/<int:pk>/", views.Une.as_view(), name="parutions_une"),
        path("parutions/<int:pk>/modifier/", views.Modifier.as_view(), name="parutions_modifier"),
        path("parutions/<int:pk>/apercu/", within_admin, name="parutions_apercu"),
        path("parutions/<int:pk>/apercu/<path:path>", within_admin, name="parutions_apercu"),
        path("parutions/<int:pk>/<slug:acte>/", views.ActeDeParution.as_view(), name="parutions_acte"),
    ]


class MenuDesParutions(MenuItem):
    """Shown to whoever sees sets."""

    def is_shown(self, request: HttpRequest) -> bool:
        return looks(request.user)


@hooks.register("register_admin_menu_item")
def menu() -> MenuItem:
    return MenuDesParutions("Parutions", reverse("parutions_liste"), name="parutions", icon_name="calendar", order=255)


@hooks.register("register_page_header_buttons")
def bouton(page: Any, user: Any, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    if view_name in ("edit", "index") and page.depth > 1 and adds(user, page):
        yield Button("Ajouter à une parution", address_for(page), icon_name="calendar", priority=27)


@hooks.register("before_edit_page")
def say_that_it_is_awaited(request: HttpRequest, page: Any) -> None:
    """Whoever opens the page reads in which set it stands."""
    if request.method != "GET" or request.headers.get("x-requested-with"):
        return
    element = PageDeParution.objects.awaited().filter(page=page.pk).select_related("parution").defer("contenu").first()
    if element is None:
        return
    parution = element.parution
    messages.warning(
        request,
        format_html(
            IN_A_SET,
            reverse("parutions_une", args=[parution.pk]),
            parution.nom,
            f"{timezone.localtime(parution.le):%d/%m/%Y à %H:%M}",
            APPROVED if parution.etat == EtatParution.APPROUVEE else TAKEN_ANEW,
        ),
    )
