"""What pages add to Wagtail's admin, and what they take away from it."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.templatetags.static import static
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.home import (
    RecentEditsPanel,
    UserObjectsInWorkflowModerationPanel,
    WorkflowObjectsToModeratePanel,
)
from wagtail.admin.widgets.button import Button
from wagtail.log_actions import LogFormatter
from wagtail.models import Page

from comite.eyes import comite_refuses, review_refuses, watching
from comite.standings import governed
from ground.addresses.fields import sentence_of
from pages.admin.checking import look_at_the_page
from pages.admin.choosers import start_choosers_by_attributes
from pages.admin.emptying import (
    DeleteWhatIsEmpty,
    button_of_full_pages,
    refuse_at_the_view,
    refuse_full_pages,
)
from pages.admin.found import writes
from pages.admin.home import MonAccueil
from pages.admin.initial_terms import begin_forms_with_terms
from pages.admin.new_page import NewPage, ask_for_places_everywhere, place_of_named
from pages.admin.publication import refuse_incomplete_pages, refuse_own_changes, say_one_pair_of_eyes
from pages.admin.reports import Brouillons
from pages.admin.viewsets import exemples, ressources
from pages.admin.wagtail_reports import name_columns_in_french, open_on_ones_organisation
from pages.models.old_versions import left_out_of
from pages.reading.marking import READ, UNREAD
from pages.reading.report import PagesARelire
from pages.reading.screens import MarquerRelues
from pages.scheduling import GIVEN_UP
from taxonomy.admin.listings import refuse_blank_exports

# Its links lead to Wagtail's own pages, in English.
MENUS_MASQUES = frozenset({"help"})
#: Panels whose place ours takes.
REPLACED = (WorkflowObjectsToModeratePanel, UserObjectsInWorkflowModerationPanel, RecentEditsPanel)

start_choosers_by_attributes()
open_on_ones_organisation()
name_columns_in_french()
refuse_at_the_view()
ask_for_places_everywhere()
begin_forms_with_terms()
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
        path("nouvelle/", NewPage.as_view(), name="nouvelle_page"),
        path("nouvelle/<slug:model_name>/", place_of_named, name="nouvelle_page_ou"),
        path("a-relire/", PagesARelire.as_view(), name="a_relire"),
        path("a-relire/resultats/", PagesARelire.as_view(results_only=True), name="a_relire_results"),
        path("a-relire/relues/", MarquerRelues.as_view(), name="a_relire_marquer"),
    ]


class ReportOfPages(MenuItem):
    """Shown to whoever may work on pages."""

    def is_shown(self, request: HttpRequest) -> bool:
        return writes(request.user)


@hooks.register("register_log_actions")
def acte_de_relecture(actions: Any) -> None:
    """What the history of a page says of readings."""
    actions.register_action(READ, "Marquer comme relue", "A relu la page")
    actions.register_action(UNREAD, "Annuler une relecture", "A annulé la relecture de la page")


@hooks.register("register_reports_menu_item")
def menu_des_brouillons() -> MenuItem:
    return ReportOfPages("Brouillons à finir", reverse("brouillons"), name="brouillons", icon_name="edit", order=100)


@hooks.register("register_reports_menu_item")
def menu_des_relectures() -> MenuItem:
    return ReportOfPages("Pages à relire", reverse("a_relire"), name="a-relire", icon_name="time", order=110)


@hooks.register("construct_wagtail_userbar")
def check_the_page(request: HttpRequest, items: list[Any], page: Any) -> None:
    """« Vérifications »."""
    look_at_the_page(items)


@hooks.register("register_log_actions")
def name_what_was_given_up(actions: Any) -> None:
    """So that a page's history tells why it did not appear at its hour."""

    @actions.register_action(GIVEN_UP)
    class Abandon(LogFormatter):
        label = "Abandonner une publication programmée"

        def format_message(self, log_entry: Any) -> str:
            return f"Publication programmée abandonnée. {log_entry.data.get('pourquoi', '')}"


@hooks.register("register_actions", order=1000)
def delete_what_is_empty(registry: Any) -> None:
    """By the API too."""
    registry.register(Page, DeleteWhatIsEmpty)


@hooks.register("before_bulk_action")
def empty_shelves_first(
    request: HttpRequest, action_type: str, objects: Sequence[Any], action: Any
) -> HttpResponse | None:
    """A boîte is not deleted with what is in it."""
    return refuse_full_pages(request, action_type, objects, action)


@hooks.register("register_page_header_buttons")
def why_it_is_not_deleted(page: Any, user: Any, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    """For whoever could delete it, were it empty."""
    yield from button_of_full_pages(page, user)


@hooks.register("before_bulk_action")
def publish_complete_only(
    request: HttpRequest, action_type: str, objects: Sequence[Any], action: Any
) -> HttpResponse | None:
    """Several pages are published together only if each of them could be alone."""
    return refuse_incomplete_pages(request, action_type, objects, action)


@hooks.register("before_edit_page")
def say_what_is_left_out(request: HttpRequest, page: Any) -> None:
    """An old version that names what was deleted since opens in the editor without it."""
    if request.method == "GET" and (sentence := left_out_of(page)):
        messages.warning(request, sentence)


@hooks.register("after_create_page")
@hooks.register("after_edit_page")
def say_completed_addresses(request: HttpRequest, page: Any) -> None:
    """An address that lacked its « https:// » was kept with it. Where the form stays open, its field shows as much."""
    sentence = sentence_of(getattr(page, "completed_addresses", {}))
    if sentence and "application/json" not in request.headers.get("Accept", ""):
        messages.info(request, sentence)


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
    """What Wagtail's forms would start by scripts within the page, and what helps while somebody types."""
    scripts = ((static(f"admin/{name}.js"),) for name in ("formulaires", "saisie", "collage"))
    return format_html_join("", '<script src="{}"></script>', scripts)
