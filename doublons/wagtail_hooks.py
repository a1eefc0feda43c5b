"""What doubles add to Wagtail's admin: a report, two pages side by side, the merge, and the words of the log."""

from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, path, reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets.button import Button

from comite.traces.wording import says
from doublons.admin import merging, report, views
from doublons.deciding import SET_ASIDE, TAKEN_BACK
from doublons.merging.execution import ACTION, ACTION_SOURCE
from pages.admin.found import writes

WORDS = {
    SET_ASIDE: ("Pas un double", "Ce n’est pas un double de « {titre} »"),
    TAKEN_BACK: ("Comparer de nouveau", "À comparer de nouveau avec « {titre} »"),
    ACTION: ("Fusionner une ressource", "A pris la place de « {ancienne} »"),
    ACTION_SOURCE: ("Fusionner une ressource", "« {nouvelle} » a pris sa place"),
}


@hooks.register("register_log_actions")
def name_what_is_done(actions: Any) -> None:
    """What is decided and merged, in words."""
    for action, words in WORDS.items():
        actions.register_action(action)(says(*words))


@hooks.register("register_admin_urls")
def addresses() -> list[URLPattern]:
    return [
        path("doublons/", report.Doublons.as_view(), name="doublons"),
        path("doublons/resultats/", report.Doublons.as_view(results_only=True), name="doublons_results"),
        path("doublons/ecartes/", report.Ecartees.as_view(), name="doublons_ecartes"),
        path(
            "doublons/ecartes/resultats/", report.Ecartees.as_view(results_only=True), name="doublons_ecartes_results"
        ),
        path("doublons/proches/", views.near_ones, name="doublons_proches"),
        path("doublons/<int:premiere>/<int:seconde>/", views.DeuxPages.as_view(), name="doublons_paire"),
        path("doublons/<int:premiere>/<int:seconde>/decider/", views.Decider.as_view(), name="doublons_decider"),
        path("doublons/fusionner/<int:source>/", merging.ChoisirLaCible.as_view(), name="doublons_choisir"),
        path("doublons/fusionner/<int:source>/<int:cible>/", merging.Fusionner.as_view(), name="doublons_fusionner"),
    ]


class ReportOfDoubles(MenuItem):
    """Shown to whoever may work on pages."""

    def is_shown(self, request: Any) -> bool:
        return writes(request.user)


@hooks.register("register_reports_menu_item")
def menu_of_doubles() -> MenuItem:
    return ReportOfDoubles("Doublons", reverse("doublons"), name="doublons", icon_name="duplicate", order=120)


@hooks.register("register_page_header_buttons")
def merge_button(page: Any, user: Any, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    """From the editor of a ressource, into another one that the list did not find."""
    kind = page.cached_content_type.model_class()
    if view_name == "edit" and kind is not None and kind.__name__ == "Ressource" and not page.alias_of_id:
        rights = page.permissions_for_user(user)
        if rights.can_edit() and rights.can_delete():
            url = reverse("doublons_choisir", args=[page.pk])
            yield Button("Fusionner avec une autre…", url, icon_name="resubmit", priority=45)
