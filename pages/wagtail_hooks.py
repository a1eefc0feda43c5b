"""What pages add to Wagtail's admin, and what they take away from it."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.templatetags.static import static
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.home import (
    RecentEditsPanel,
    UserObjectsInWorkflowModerationPanel,
    WorkflowObjectsToModeratePanel,
)

from comite.eyes import comite_refuses, review_refuses, watching
from comite.standings import governed
from pages.admin.choosers import start_choosers_by_attributes
from pages.admin.found import writes
from pages.admin.home import MonAccueil
from pages.admin.publication import refuse_incomplete_pages, refuse_own_changes, say_one_pair_of_eyes
from pages.admin.reports import Brouillons, PagesARelire
from pages.admin.viewsets import exemples, ressources
from pages.admin.wagtail_reports import open_on_ones_organisation
from taxonomy.admin.listings import refuse_blank_exports

# Its links lead to Wagtail's own pages, in English.
MENUS_MASQUES = frozenset({"help"})
#: Panels whose place ours takes.
REPLACED = (WorkflowObjectsToModeratePanel, UserObjectsInWorkflowModerationPanel, RecentEditsPanel)

start_choosers_by_attributes()
open_on_ones_organisation()
refuse_blank_exports()


@hooks.register("register_admin_viewset")
def listes_de_pages() -> list[Any]:
    """Ressources and exemples as flat lists."""
    return [ressources, exemples]


@hooks.register("register_admin_menu_item")
def menu_accueil() -> MenuItem:
    """The way back to the panels, in words."""
    return MenuItem("Accueil", reverse("wagtailadmin_home"), name="accueil", icon_name="home", order=10)


@hooks.register("construct_main_menu")
def hide_menus(request: HttpRequest, menu_items: list[Any]) -> None:
    """Leave what an editor of the Comité needs."""
    menu_items[:] = [item for item in menu_items if item.name not in MENUS_MASQUES]


@hooks.register("construct_homepage_panels")
def panneaux_d_accueil(request: HttpRequest, panels: list[Any]) -> None:
    """One page for all that waits, in the place of Wagtail's panels; the pages that one has locked stay told."""
    panels[:] = [MonAccueil(), *(panel for panel in panels if not isinstance(panel, REPLACED))]


@hooks.register("register_admin_urls")
def rapports_de_pages() -> list[URLPattern]:
    """The lists to which the home page leads."""
    return [
        path("brouillons/", Brouillons.as_view(), name="brouillons"),
        path("brouillons/resultats/", Brouillons.as_view(results_only=True), name="brouillons_results"),
        path("a-relire/", PagesARelire.as_view(), name="a_relire"),
        path("a-relire/resultats/", PagesARelire.as_view(results_only=True), name="a_relire_results"),
    ]


class ReportOfPages(MenuItem):
    """Shown to whoever may work on pages."""

    def is_shown(self, request: HttpRequest) -> bool:
        return writes(request.user)


@hooks.register("register_reports_menu_item")
def menu_des_brouillons() -> MenuItem:
    return ReportOfPages("Brouillons à finir", reverse("brouillons"), name="brouillons", icon_name="edit", order=100)


@hooks.register("register_reports_menu_item")
def menu_des_relectures() -> MenuItem:
    return ReportOfPages("Pages à relire", reverse("a_relire"), name="a-relire", icon_name="time", order=110)


@hooks.register("before_bulk_action")
def publish_complete_only(
    request: HttpRequest, action_type: str, objects: Sequence[Any], action: Any
) -> HttpResponse | None:
    """Several pages are published together only if each of them could be alone."""
    return refuse_incomplete_pages(request, action_type, objects, action)


@hooks.register("before_publish_page")
def publish_with_four_eyes(request: HttpRequest, page: Any) -> HttpResponse | None:
    """Whoever has just changed a page keeps it as a draft."""
    return refuse_own_changes(request, page)


@hooks.register("after_publish_page")
def say_who_saw_it(request: HttpRequest, page: Any) -> None:
    """A superuser is told when the rule was left out."""
    say_one_pair_of_eyes(request, page)


@hooks.register("construct_page_action_menu")
def offer_what_may_be_done(menu_items: list[Any], request: HttpRequest, context: dict[str, Any]) -> None:
    """« Publier » is not offered where it would be refused whatever one writes."""
    page = context.get("page")
    alone = context["view"] == "create" and governed(request.user) and watching()
    asked = {"user": request.user, "page": page}
    if alone or (page is not None and page.pk and (review_refuses(**asked) or comite_refuses(**asked))):
        menu_items[:] = [item for item in menu_items if item.name != "action-publish"]


@hooks.register("insert_global_admin_css")
def couleurs() -> SafeString:
    """The colours of the site, and nothing else."""
    return format_html('<link rel="stylesheet" href="{}">', static("admin/admin.css"))


@hooks.register("insert_global_admin_js")
def formulaires() -> SafeString:
    """What Wagtail's forms would start by scripts within the page."""
    return format_html('<script src="{}"></script>', static("admin/formulaires.js"))
