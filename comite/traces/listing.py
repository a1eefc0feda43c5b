"""« Journal » in the admin: who did what to which page, right, account or setting, filtered, and as a table.

Administrators and the secrétariat read all of it; référents and relecteurs, that of their organisations.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

import django_filters
from django import forms
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.reports import ReportView
from wagtail.admin.widgets.button import Button

from comite.enums import Act
from comite.rights import Held, may, organisations_for
from comite.traces.enums import SorteTrace
from comite.traces.lines import Line, in_batches, lines_of
from comite.traces.models import Trace
from comite.traces.naming import name_of
from ground.spreadsheets import csv_lines
from taxonomy.models import Partenaire

HEADINGS = ("Date", "Heure", "Qui", "Sorte", "Ce qui a été fait", "Sur quoi", "Organisation")
UNREADABLE = "Un filtre n’est pas valable\u00a0: corrigez-le, ou retirez-le."


def reads_all(user: Any) -> bool:
    """Whether this account reads the log of every organisation, and what is of none."""
    return may(user=user, act=Act.LOG, page=Held(responsable_id=0)) and may(user=user, act=Act.LOG)


def may_read_log(user: Any) -> bool:
    """Whether this account reads the log of some organisation."""
    return reads_all(user) or bool(organisations_for(user=user, act=Act.LOG))


def traces_for(user: Any) -> QuerySet[Trace]:
    """What this account may read of the log."""
    if reads_all(user):
        return Trace.objects.all()
    return Trace.objects.filter(organisation__in=organisations_for(user=user, act=Act.LOG))


class Persons(django_filters.ModelChoiceFilter):
    """Accounts by the names that the log gives them."""

    class field_class(django_filters.fields.ModelChoiceField):  # noqa: N801  a name of django-filter's
        def label_from_instance(self, obj: Any) -> str:
            return name_of(obj)


class DayInput(forms.DateInput):
    """The browser's own calendar."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class TraceFilterSet(WagtailFilterSet):
    """By organisation, person, kind and day. A person is whoever did it, or to whom it was done."""

    organisation = django_filters.ModelChoiceFilter(
        label="Organisation", queryset=lambda request: _organisations(request), method="of_organisation"
    )
    personne = Persons(label="Personne", queryset=lambda request: _persons(request), method="of_person")
    sorte = django_filters.MultipleChoiceFilter(
        label="Sorte", choices=SorteTrace.choices, widget=forms.CheckboxSelectMultiple
    )
    du = django_filters.DateFilter(label="Du", method="from_day", widget=DayInput)
    au = django_filters.DateFilter(label="Au, ce jour compris", method="to_day", widget=DayInput)

    class Meta:
        model = Trace
        fields: list[str] = []

    def of_organisation(self, traces: QuerySet[Trace], name: str, value: Partenaire) -> QuerySet[Trace]:
        return traces.filter(organisation=value.pk)

    def of_person(self, traces: QuerySet[Trace], name: str, value: Any) -> QuerySet[Trace]:
        return traces.filter(Q(compte=value.pk) | Q(concerne=value.pk))

    def from_day(self, traces: QuerySet[Trace], name: str, value: date) -> QuerySet[Trace]:
        return traces.filter(le__gte=_midnight(value))

    def to_day(self, traces: QuerySet[Trace], name: str, value: date) -> QuerySet[Trace]:
        return traces if value == date.max else traces.filter(le__lt=_midnight(value + timedelta(days=1)))


def _midnight(day: date) -> datetime:
    """When the day begins here: a condition that the index answers."""
    return timezone.make_aware(datetime.combine(day, time.min))


def _organisations(request: HttpRequest) -> QuerySet[Partenaire]:
    members = Partenaire.objects.filter(est_comite=True).order_by("nom")
    return (
        members if reads_all(request.user) else members.filter(pk__in=organisations_for(user=request.user, act=Act.LOG))
    )


def _persons(request: HttpRequest) -> Any:
    """Who has, or had, a role; and those who may everything without one."""
    every = get_user_model().objects.order_by("last_name", "first_name", "username")
    if reads_all(request.user):
        return every
    theirs = organisations_for(user=request.user, act=Act.LOG)
    return every.filter(appartenances__partenaire__in=theirs).distinct()


class Journal(ReportView):
    """The log, newest first."""

    page_title = "Journal"
    header_icon = "history"
    model = Trace
    index_url_name = "journal"
    index_results_url_name = "journal_results"
    filterset_class = TraceFilterSet
    table_classname = "listing odd17-journal odd17-empile odd17-rapport"
    default_ordering = None
    columns = [
        Column("le", label="Quand", accessor=lambda line: f"{timezone.localtime(line.le):%d/%m/%Y %H:%M}"),
        Column("qui", label="Qui"),
        Column("acte", label="Ce qui a été fait"),
        TitleColumn("objet", label="Sur quoi", get_url=lambda line: line.url or None),
        Column("sorte", label="Sorte"),
        Column("organisation", label="Organisation"),
    ]
    FORMATS = ("csv",)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not may_read_log(request.user):
            raise PermissionDenied
        answer: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return answer

    def user_has_any_permission(self, permissions: Any) -> bool:
        return True

    def get_base_queryset(self) -> QuerySet[Trace]:
        return traces_for(self.request.user).order_by("-le", "-pk")

    def filter_queryset(self, queryset: QuerySet[Trace]) -> QuerySet[Trace]:
        """Nothing where a filter cannot be read: who asks for one organisation is not shown all."""
        if self.filters and not self.filters.is_valid():
            return queryset.none()
        found: QuerySet[Trace] = super().filter_queryset(queryset)
        return found

    def get_filtered_queryset(self) -> QuerySet[Trace]:
        # `get_queryset` has filtered already.
        found: QuerySet[Trace] = self.get_queryset()
        return found

    @property
    def no_results_message(self) -> str:
        if self.filters and not self.filters.is_valid():
            return UNREADABLE
        return "Rien n’est noté ici." if not self.is_filtering else "Rien n’est noté qui réponde à ces filtres."

    def get_table(self, object_list: Any) -> Any:
        return super().get_table(lines_of(list(object_list), reader=self.request.user))

    def as_spreadsheet(self, queryset: Any, spreadsheet_format: str) -> StreamingHttpResponse:
        """The filtered log as CSV, sent as it is read."""
        day = timezone.localdate()
        return StreamingHttpResponse(
            table_of(self.get_filtered_queryset()),
            content_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": f'attachment; filename="journal-{day:%Y-%m-%d}.csv"'},
        )

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        if self.is_export:
            return {"object_list": None}
        context: dict[str, Any] = super().get_context_data(*args, **kwargs)
        return context

    @property
    def header_more_buttons(self) -> list[Button]:
        return [Button("Télécharger en CSV", url=self.csv_export_url, icon_name="download", priority=90)]


def table_of(traces: QuerySet[Trace]) -> Iterator[str]:
    """The lines of the log as a table, read in batches."""
    return csv_lines(HEADINGS, (cells_of(line) for batch in in_batches(traces) for line in lines_of(batch)))


def cells_of(line: Line) -> Iterable[str]:
    """One line of the log as cells, each on one line, in the order of the headings."""
    at = timezone.localtime(line.le)
    said = (line.qui, line.sorte, line.acte, line.objet, line.organisation)
    return (f"{at:%d/%m/%Y}", f"{at:%H:%M:%S}", *(" ".join(text.split()) for text in said))
