"""« Chez qui en est quoi »: every page on its way, at which step, with whom, since when; and drafts not submitted."""

from collections.abc import Callable
from typing import Any

import django_filters
from django import forms
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.db.models import Case, CharField, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Cast, Coalesce
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.reports import ReportView
from wagtail.admin.widgets.button import HeaderButton
from wagtail.models import Page, WorkflowState
from wagtail.permissions import policy_registry

from acces.accounts.naming import nom_de
from comite.enums import Act
from comite.models import ApprobationDuComite
from comite.rights import may
from comite.standings import governed
from ground.spreadsheets import sans_formule
from pages.admin.scope import OfOurOrganisation
from pages.models import PageEditoriale

WAITING, TO_COMPLETE, DRAFT = "attend", "a_completer", "brouillon"
STATES = {WAITING: "En relecture", TO_COMPLETE: "À compléter", DRAFT: "Brouillon non soumis"}
SECRETARIAT = "Secrétariat du Comité"


def pages_on_their_way() -> QuerySet[PageEditoriale]:
    """Pages with something that is not online, and where each stands: `avancement`, `etape`, `depuis`, `rappele_le`."""
    page_type = ContentType.objects.get_for_model(Page)
    active = WorkflowState.objects.filter(
        status__in=(WorkflowState.STATUS_IN_PROGRESS, WorkflowState.STATUS_NEEDS_CHANGES),
        base_content_type=page_type,
        object_id=Cast(OuterRef("pk"), CharField()),
    )

    def of_state(field: str) -> Subquery:
        return Subquery(active.values(field)[:1])

    submitted = PageEditoriale.objects.annotate(relecture=of_state("status"))
    waits = Q(relecture=WorkflowState.STATUS_IN_PROGRESS)
    back = Q(relecture=WorkflowState.STATUS_NEEDS_CHANGES)
    return (
        submitted.filter(waits | back | Q(has_unpublished_changes=True), alias_of__isnull=True)
        .annotate(
            avancement=Case(
                When(waits, then=Value(WAITING)),
                When(back, then=Value(TO_COMPLETE)),
                default=Value(DRAFT),
                output_field=CharField(),
            ),
            rang=Case(When(waits, then=0), When(back, then=1), default=2, output_field=IntegerField()),
            etape=of_state("current_task_state__task__name"),
            commencee=of_state("current_task_state__started_at"),
            rappele_le=of_state("current_task_state__rappel__le"),
            etape_sorte=of_state("current_task_state__task__content_type"),
        )
        .annotate(depuis=Coalesce(F("commencee"), F("latest_revision_created_at")))
        .select_related("responsable", "adjoint", "latest_revision__user")
        .order_by("rang", "depuis", "pk")
    )


def reads_drafts(user: Any) -> bool:
    """Whether this account sees what is under way: everybody of the Comité; where groups decide, who edits pages."""
    if user.is_superuser or governed(user):
        return may(user=user, act=Act.READ)
    policy = policy_registry.get_by_type(Page)
    return bool(policy.user_has_any_permission(user, {"change", "publish"}))


class FiltreDuSuivi(OfOurOrganisation):
    """One's own organisation first; how far the page is."""

    avancement = django_filters.ChoiceFilter(
        label="Avancement", choices=list(STATES.items()), widget=forms.RadioSelect, empty_label="Tous"
    )

    class Meta:
        model = PageEditoriale
        fields: list[str] = []

    def about(self, rows: QuerySet[PageEditoriale], organisations: list[int]) -> QuerySet[PageEditoriale]:
        return rows.filter(Q(responsable__in=organisations) | Q(adjoint__in=organisations))


def with_whom(page: Any) -> str:
    """Who has to do something now: the organisation, the Comité, or whoever wrote last."""
    if page.avancement == WAITING:
        of_comite = ContentType.objects.get_for_model(ApprobationDuComite).pk
        return str(page.responsable) if page.responsable and page.etape_sorte != of_comite else SECRETARIAT
    author = page.latest_revision.user if page.latest_revision else None
    return nom_de(author) if author else ""


def waits_for(page: Any) -> str:
    """For how long, in days."""
    days = (timezone.now() - page.depuis).days if page.depuis else 0
    return "aujourd’hui" if days < 1 else f"{days}\u00a0jour{'s' if days > 1 else ''}"


def address_of(page: Any) -> str:
    """Where one reads it: the screen that decides while it waits, else its draft."""
    return reverse("relecture_decider" if page.avancement == WAITING else "comite_lire", args=[page.pk])


EXPORT: dict[str, Callable[[Any], Any]] = {
    "titre": lambda page: page.draft_title or page.title,
    "responsable": lambda page: str(page.responsable or ""),
    "avancement": lambda page: STATES[page.avancement],
    "etape": lambda page: page.etape or "",
    "chez": with_whom,
    "depuis": lambda page: page.depuis,
    "rappele_le": lambda page: page.rappele_le,
}


class ChezQui(ReportView):
    """The report."""

    page_title = "Chez qui en est quoi"
    header_icon = "tasks"
    model = PageEditoriale
    index_url_name = "relecture_suivi"
    index_results_url_name = "relecture_suivi_resultats"
    filterset_class = FiltreDuSuivi
    default_ordering = "avancement"
    is_searchable = False
    paginate_by = 50
    table_classname = "listing odd17-suivi"
    export_filename = "chez-qui-en-est-quoi"
    columns = [
        TitleColumn("titre", label="Page", accessor=EXPORT["titre"], get_url=address_of),
        Column("responsable", label="Responsable", accessor=EXPORT["responsable"]),
        Column("avancement", label="Avancement", accessor=EXPORT["avancement"]),
        Column("etape", label="Étape", accessor=EXPORT["etape"]),
        Column("chez", label="Chez qui", accessor=with_whom),
        Column("depuis", label="Depuis", accessor=waits_for),
        DateColumn("rappele_le", label="Rappelée"),
    ]
    list_export = [*EXPORT]
    export_headings = {
        "titre": "Page",
        "responsable": "Responsable",
        "avancement": "Avancement",
        "etape": "Étape",
        "chez": "Chez qui",
        "depuis": "Depuis le",
        "rappele_le": "Rappelée le",
    }

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not reads_drafts(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @property
    def header_buttons(self) -> list[HeaderButton]:
        return [HeaderButton("Propositions", url=reverse("relecture_propositions"), icon_name="edit", priority=10)]

    def get_queryset(self) -> QuerySet[PageEditoriale]:
        self.queryset = pages_on_their_way()
        queryset: QuerySet[PageEditoriale] = super().get_queryset()
        return queryset

    def get_filtered_queryset(self) -> QuerySet[PageEditoriale]:
        # `get_queryset` has filtered already.
        return self.get_queryset()

    def order_queryset(self, queryset: QuerySet[PageEditoriale]) -> QuerySet[PageEditoriale]:
        return queryset.order_by("rang", "depuis", "pk")

    def to_row_dict(self, item: Any) -> dict[str, Any]:
        return {name: sans_formule(value(item)) for name, value in EXPORT.items()}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        if self.is_export:
            return {"object_list": self.object_list}
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context
