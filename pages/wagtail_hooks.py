"""What pages add to Wagtail's admin, and what they take away from it."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.templatetags.static import static
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.home import WorkflowObjectsToModeratePanel
from wagtail.admin.widgets.button import Button
from wagtail.log_actions import LogFormatter

from pages.admin.accueil import ARelire, LiensARegarder, MesBrouillons
from pages.admin.publication import refuser_les_pages_incompletes
from pages.admin.viewsets import exemples, ressources
from pages.liens.remplacement import annulation, execution
from pages.models import ParcoursAdoc
from pages.parcours.admin import Verifier
from pages.parcours.admin_lacunes import Lacunes

# Its links lead to Wagtail's own pages, in English.
MENUS_MASQUES = frozenset({"help"})
#: Before the panels of `pages.admin.accueil`.
AVANT_TOUT = 90


@hooks.register("register_admin_viewset")
def listes_de_pages() -> list[Any]:
    """Ressources and exemples as flat lists."""
    return [ressources, exemples]


@hooks.register("register_admin_menu_item")
def menu_accueil() -> MenuItem:
    """The way back to the panels, in words."""
    return MenuItem("Accueil", reverse("wagtailadmin_home"), name="accueil", icon_name="home", order=10)


@hooks.register("construct_main_menu")
def masquer_des_menus(request: HttpRequest, menu_items: list[Any]) -> None:
    """Leave what an editor of the Comité needs."""
    menu_items[:] = [item for item in menu_items if item.name not in MENUS_MASQUES]


@hooks.register("construct_homepage_panels")
def panneaux_d_accueil(request: HttpRequest, panels: list[Any]) -> None:
    """What matters to an editor comes before Wagtail's own panels; what waits for one's approval before all."""
    for panel in panels:
        if isinstance(panel, WorkflowObjectsToModeratePanel):
            panel.order = AVANT_TOUT
    panels.extend([MesBrouillons(), ARelire(), LiensARegarder()])


@hooks.register("register_admin_urls")
def adresses() -> list[URLPattern]:
    """What pages add to the admin's addresses."""
    return [
        path("parcours/<int:pk>/verifier/", Verifier.as_view(), name="parcours_verifier"),
        path("parcours/lacunes/", Lacunes.as_view(), name="parcours_lacunes"),
    ]


@hooks.register("register_reports_menu_item")
def menu_lacunes() -> MenuItem:
    """What the A.D.O.C. could not propose."""
    return MenuItem("Ce qui manque", reverse("parcours_lacunes"), name="lacunes", icon_name="help", order=850)


@hooks.register("register_page_header_buttons")
def bouton_verifier(page: Any, user: Any, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    """« Vérifier le parcours », beside the other actions on a questionnaire."""
    is_one = isinstance(page, ParcoursAdoc) and page.profil_id is not None
    if is_one and view_name == "edit" and page.permissions_for_user(user).can_edit():
        yield Button(
            "Vérifier le parcours", reverse("parcours_verifier", args=[page.pk]), icon_name="tasks", priority=24
        )


@hooks.register("before_bulk_action")
def publier_complet(request: HttpRequest, action_type: str, objects: Sequence[Any], action: Any) -> HttpResponse | None:
    """Several pages are published together only if each of them could be alone."""
    return refuser_les_pages_incompletes(request, action_type, objects, action)


@hooks.register("insert_global_admin_css")
def couleurs() -> SafeString:
    """The colours of the site, and nothing else."""
    return format_html('<link rel="stylesheet" href="{}">', static("admin/admin.css"))


@hooks.register("register_log_actions")
def nommer_les_remplacements(actions: Any) -> None:
    """So that a page's history tells which address took the place of which."""

    @actions.register_action(execution.ACTION)
    class Remplacer(LogFormatter):
        label = "Remplacer une adresse"

        def format_message(self, log_entry: Any) -> str:
            return _phrase("Adresse remplacée partout", log_entry.data)

    @actions.register_action(annulation.ACTION)
    class Annuler(LogFormatter):
        label = "Annuler un remplacement"

        def format_message(self, log_entry: Any) -> str:
            return _phrase("Remplacement annulé, version précédente reprise", log_entry.data)


def _phrase(fait: str, data: dict[str, Any]) -> str:
    return f"{fait} : {data.get('ancienne', '')} → {data.get('nouvelle', '')}"
