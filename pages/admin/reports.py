"""Lists of pages to which the home page of the admin leads; one's organisation's first. Here, all drafts."""

from collections.abc import Callable, Mapping
from typing import Any

from django.db.models import QuerySet
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.reports import ReportView
from wagtail.models import Page
from wagtail.permissions import policy_registry

from comite.tester import PolicyOfPages
from ground.spreadsheets import sans_formule
from pages.admin.found import in_workflow, row_of, state_of
from pages.admin.scope import OfOurOrganisation
from pages.models import PageEditoriale


class FiltreDePages(OfOurOrganisation):
    """By organisation."""

    class Meta:
        model = PageEditoriale
        fields: list[str] = []


class NamedColumn(Column):
    """A column whose cells bear its name where rows stand by themselves, on a telephone."""

    cell_template_name = "wagtailadmin/shared/_cellule_nommee.html"


def _title(page: Any) -> str:
    return str(page.get_admin_display_title())


def _kind(page: Any) -> str:
    return row_of(page, None, "").genre.capitalize()


def columns_of(words: str, why: Callable[[Any], str], when: str, day: str) -> list[Column]:
    """Title, kind, `words` (`why` of a page), `day` (its attribute `when`), who answers for it."""
    return [
        TitleColumn("titre", label="Titre", accessor=_title, get_url=lambda page: row_of(page, None, "").url),
        Column("genre", label="Type", accessor=_kind),
        Column("pourquoi", label=words, accessor=why),
        DateColumn(when, label=day),
        Column("responsable", label="Responsable"),
    ]


class RapportDePages(ReportView):
    """A list of pages that its reader may change."""

    permission_policy = PolicyOfPages()
    any_permission_required = ("add", "change", "publish")
    model = PageEditoriale
    filterset_class = FiltreDePages
    default_ordering = None
    table_classname = "listing odd17-empile odd17-rapport"
    exported: Mapping[str, Callable[[Any], Any]] = {}

    def pages(self) -> QuerySet[Any]:
        """All of them, in their order."""
        raise NotImplementedError

    def get_base_queryset(self) -> QuerySet[Any]:
        policy: Any = policy_registry.get_by_type(Page)
        mine = policy.instances_user_has_permission_for(self.request.user, "change").order_by().values("pk")
        return self.pages().filter(pk__in=mine).select_related("responsable")

    def get_filtered_queryset(self) -> QuerySet[Any]:
        # `get_queryset` has filtered already.
        found: QuerySet[Any] = self.get_queryset()
        return found

    def to_row_dict(self, item: Any) -> dict[str, Any]:
        return {
            "titre": sans_formule(_title(item)),
            "genre": _kind(item),
            **{name: read(item) for name, read in self.exported.items()},
            "responsable": sans_formule(str(item.responsable or "")),
        }


class Brouillons(RapportDePages):
    """« À finir », whole: what is begun and neither published nor with the reviewers, the newest first."""

    page_title = "Brouillons à finir"
    header_icon = "edit"
    index_url_name = "brouillons"
    index_results_url_name = "brouillons_results"
    export_filename = "brouillons"
    columns = columns_of("État", state_of, "latest_revision_created_at", "Modifiée le")
    exported = {"etat": state_of, "modifiee": lambda page: page.latest_revision_created_at}
    list_export = ["titre", "genre", "etat", "modifiee", "responsable"]
    export_headings = {
        "titre": "Titre",
        "genre": "Type",
        "etat": "État",
        "modifiee": "Modifiée le",
        "responsable": "Responsable",
    }

    def pages(self) -> QuerySet[Any]:
        begun = PageEditoriale.objects.filter(has_unpublished_changes=True).exclude(in_workflow())
        return begun.order_by("-latest_revision_created_at", "pk")
