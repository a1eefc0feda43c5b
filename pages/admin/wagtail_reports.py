"""Wagtail's own reports, opened on one's organisation: its views keep their class, and take our filter beside theirs.

Wagtail offers no setting for it; the views read these attributes each time they answer.
"""

from typing import Any

from django.db.models import CharField, Q
from django.db.models.functions import Cast
from wagtail.admin.views.reports.aging_pages import AgingPagesView
from wagtail.admin.views.reports.audit_logging import LogEntriesView
from wagtail.admin.views.reports.locked_pages import LockedPagesView
from wagtail.admin.views.reports.workflows import WorkflowTasksView, WorkflowView
from wagtail.models import Page, PageLogEntry
from wagtail.sites.views import IndexView as SitesView

from pages.admin.scope import OfOurOrganisation, held_by_any


def _pages(organisations: list[int]) -> Any:
    return Page.objects.filter(held_by_any(organisations)).order_by()


def _keys(organisations: list[int]) -> Any:
    """As workflows write keys."""
    return _pages(organisations).annotate(cle=Cast("pk", CharField())).values("cle")


class AgingFilterSet(OfOurOrganisation, AgingPagesView.filterset_class):
    class Meta(AgingPagesView.filterset_class.Meta):
        pass


class LockedFilterSet(OfOurOrganisation, LockedPagesView.filterset_class):
    class Meta(LockedPagesView.filterset_class.Meta):
        pass


class WorkflowFilterSet(OfOurOrganisation, WorkflowView.filterset_class):
    class Meta(WorkflowView.filterset_class.Meta):
        pass

    def about(self, rows: Any, organisations: list[int]) -> Any:
        return rows.filter(object_id__in=_keys(organisations))


class TasksFilterSet(OfOurOrganisation, WorkflowTasksView.filterset_class):
    class Meta(WorkflowTasksView.filterset_class.Meta):
        pass

    def about(self, rows: Any, organisations: list[int]) -> Any:
        return rows.filter(workflow_state__object_id__in=_keys(organisations))


class HistoryFilterSet(OfOurOrganisation, LogEntriesView.filterset_class):
    class Meta(LogEntriesView.filterset_class.Meta):
        pass

    def about(self, rows: Any, organisations: list[int]) -> Any:
        """Wagtail asks of each of its logs alone: that of things which are no pages is of no organisation."""
        if rows.model is not PageLogEntry:
            return rows.filter(Q(pk__in=[]))
        return rows.filter(page__in=_pages(organisations).values("pk"))


def open_on_ones_organisation() -> None:
    """From now on."""
    for view, filters in (
        (AgingPagesView, AgingFilterSet),
        (LockedPagesView, LockedFilterSet),
        (WorkflowView, WorkflowFilterSet),
        (WorkflowTasksView, TasksFilterSet),
        (LogEntriesView, HistoryFilterSet),
    ):
        view.filterset_class = filters


def name_columns_in_french() -> None:
    """The one column that Wagtail names after its field, in English and past all catalogues."""
    for column in SitesView.columns:
        if column.name == "root_page":
            column.label = "Page racine"
