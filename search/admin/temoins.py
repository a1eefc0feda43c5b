"""The requêtes témoins in the admin: the list, the runs, and the button that runs them now."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.generic import TemplateView, View
from wagtail.admin import messages
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, ObjectList
from wagtail.admin.ui.menus import MenuItem
from wagtail.admin.ui.tables import BooleanColumn
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import Button
from wagtail.permissions import policy_registry
from wagtail.snippets.views.snippets import IndexView, SnippetViewSet

from search.admin.rights import PourLaRedaction
from search.engines import current_engine
from search.engines.base import EngineError
from search.planning.planner import plan_search
from search.planning.querystrings import querystring
from search.temoins.enums import Origine
from search.temoins.models import Passage, RequeteTemoin
from search.temoins.passages import run_temoins

PASSAGES_MONTRES = 30


class ListeDeTemoins(IndexView):
    """The témoins, with the way to their runs."""

    @property
    def header_buttons(self) -> list[Any]:
        return [*super().header_buttons, Button("Passages", url=reverse("recherche_passages"), icon_name="history")]

    def get_list_more_buttons(self, instance: RequeteTemoin) -> list[Any]:
        buttons = super().get_list_more_buttons(instance)
        planned = plan_search(instance.parametres)
        url = f"{reverse('recherche_tester')}{querystring(planned.query)}"
        return [*buttons, MenuItem("Tester", url=url, icon_name="search", priority=15)]


class RequeteTemoinViewSet(SnippetViewSet):
    """Requêtes témoins."""

    model = RequeteTemoin
    icon = "tasks"
    menu_label = "Requêtes témoins"
    index_view_class = ListeDeTemoins
    copy_view_enabled = False
    list_display = ["__str__", "premiers", "note", BooleanColumn("actif", label="Actif")]
    list_filter = ["actif"]
    search_fields = ["requete", "filtres", "note"]
    edit_handler = ObjectList(
        [
            FieldPanel("requete"),
            FieldRowPanel(
                [FieldPanel("filtres"), FieldPanel("premiers", help_text="Parmi combien de résultats chercher.")]
            ),
            InlinePanel(
                "pages",
                heading="Pages attendues ou indésirables",
                label="Page",
                min_num=1,
                help_text="Celles que la recherche doit trouver, ou ne doit pas trouver.",
                panels=[
                    FieldPanel("page", help_text="Celle dont il est question."),
                    FieldRowPanel([FieldPanel("role", help_text="Ce que l’on attend d’elle."), FieldPanel("valeur")]),
                ],
            ),
            FieldPanel("note"),
            FieldPanel("actif", help_text="Sans cela, on ne la passe plus."),
        ]
    )


class PourLesTemoins(PourLaRedaction):
    """Open to whoever may see the témoins."""

    permission_policy: Any = policy_registry.get_by_type(RequeteTemoin)
    any_permission_required = ["add", "change", "view"]


class Passages(PourLesTemoins, WagtailAdminTemplateMixin, TemplateView):
    """The last runs, newest first, and what the newest found."""

    template_name = "search_admin/passages.html"
    header_icon = "history"
    page_title = "Passages des témoins"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*super().get_breadcrumbs_items(), {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        passages: QuerySet[Passage] = Passage.objects.all()
        pk = self.kwargs.get("pk")
        shown = get_object_or_404(passages, pk=pk) if pk else passages.first()
        return {
            **super().get_context_data(**kwargs),
            "passages": list(passages[:PASSAGES_MONTRES]),
            "passage": shown,
            "resultats": list(shown.resultats.select_related("temoin")) if shown else [],
            "peut_lancer": self.user_has_permission("change"),
        }


class Lancer(PourLesTemoins, View):
    """Run the témoins now."""

    any_permission_required = ["change"]

    def post(self, request: HttpRequest) -> HttpResponse:
        try:
            passage = run_temoins(current_engine(), Origine.BOUTON)
        except EngineError as exc:
            messages.error(request, f"Les témoins n’ont pas pu être interrogés : {exc}")
            return redirect("recherche_passages")
        say = messages.success if passage.reussis == passage.total else messages.warning
        say(request, f"{passage}.")
        return redirect("recherche_passage", pk=passage.pk)
