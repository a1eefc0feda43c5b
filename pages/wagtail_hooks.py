"""What pages add to Wagtail's admin, and what they take away from it."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.home import WorkflowObjectsToModeratePanel

from pages.admin.choosers import start_choosers_by_attributes
from pages.admin.home import ARelire, MesBrouillons
from pages.admin.publication import refuse_incomplete_pages
from pages.admin.viewsets import exemples, ressources

# Its links lead to Wagtail's own pages, in English.
MENUS_MASQUES = frozenset({"help"})
#: Before the panels of `pages.admin.home`.
AVANT_TOUT = 90

start_choosers_by_attributes()


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
    """What matters to an editor comes before Wagtail's own panels; what waits for one's approval before all."""
    for panel in panels:
        if isinstance(panel, WorkflowObjectsToModeratePanel):
            panel.order = AVANT_TOUT
    panels.extend([MesBrouillons(), ARelire()])


@hooks.register("before_bulk_action")
def publish_complete_only(
    request: HttpRequest, action_type: str, objects: Sequence[Any], action: Any
) -> HttpResponse | None:
    """Several pages are published together only if each of them could be alone."""
    return refuse_incomplete_pages(request, action_type, objects, action)


@hooks.register("insert_global_admin_css")
def couleurs() -> SafeString:
    """The colours of the site, and nothing else."""
    return format_html('<link rel="stylesheet" href="{}">', static("admin/admin.css"))


@hooks.register("insert_global_admin_js")
def formulaires() -> SafeString:
    """What Wagtail's forms would start by scripts within the page."""
    return format_html('<script src="{}"></script>', static("admin/formulaires.js"))
