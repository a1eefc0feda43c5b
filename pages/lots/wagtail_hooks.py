"""What acts on many pages add to Wagtail's admin: an action of every list of pages, their screens, their words."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.pages.bulk_actions.page_bulk_action import PageBulkAction

from comite.traces.wording import says
from pages.admin.found import writes
from pages.lots.admin import views
from pages.lots.admin.selection import KEYS, LIST
from pages.lots.execution import ACTION
from pages.lots.undoing import ACTION_UNDO

WORDS = {
    ACTION: ("Modifier en lot", "Modification en lot : {acte}"),
    ACTION_UNDO: ("Annuler une modification en lot", "Modification en lot annulée : {acte}"),
}


@hooks.register("register_bulk_action")
class ModifierEnLot(PageBulkAction):
    """From the boxes that are ticked in a list, to the screens of acts; « all » is all that the list finds."""

    display_name = "Modifier en lot"
    action_type = "modifier_en_lot"
    aria_label = "Modifier ensemble les pages choisies"
    template_name = "lots/choisir.html"
    action_priority = 5

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        ids = request.GET.getlist("id")
        chosen = [(LIST, self.next_url)] if "all" in ids else [(KEYS, one) for one in ids]
        answer: HttpResponse = redirect(views.address_for(urlencode(chosen)))
        return answer


@hooks.register("register_log_actions")
def name_acts(actions: Any) -> None:
    """So that the log, and the history of a page, say which act it was."""
    for action, words in WORDS.items():
        actions.register_action(action)(says(*words))


@hooks.register("register_admin_urls")
def addresses() -> list[URLPattern]:
    return [
        path("lots/", views.Lots.as_view(), name="lots"),
        path("lots/nouveau/", views.Choisir.as_view(), name="lots_choisir"),
        path("lots/nouveau/<slug:acte>/", views.Faire.as_view(), name="lots_faire"),
        path("lots/<int:pk>/", views.ResultatDeLot.as_view(), name="lots_resultat"),
        path("lots/<int:pk>/annuler/", views.AnnulerUnLot.as_view(), name="lots_annuler"),
    ]


class MenuOfLots(MenuItem):
    """Shown to whoever may work on pages."""

    def is_shown(self, request: HttpRequest) -> bool:
        return writes(request.user)


@hooks.register("register_reports_menu_item")
def menu_of_lots() -> MenuItem:
    return MenuOfLots("Modifications en lot", reverse("lots"), name="lots", icon_name="list-ul", order=130)
