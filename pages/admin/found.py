"""The rows of pages that the home page of the admin shows: to finish, to approve, with the reviewers.

Each kind asks the database a number of questions that does not depend on how many pages there are.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db.models import Case, CharField, Exists, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Cast
from django.urls import reverse
from wagtail.models import Page, TaskState, WorkflowState, get_default_page_content_type

from acces.accounts.naming import nom_de
from comite.admin.arrival import Findings, HomePlace, Row, arrives
from comite.enums import Act
from comite.rights import may_at_all
from comite.standings import governed
from ground.templatetags.typography import typo
from pages.admin.scope import PARAMETER, held_by_any, organisations_of, worked_on

EDITED, READ = "wagtailadmin_pages:edit", "comite_lire"
TASKS = "wagtailadmin_reports:workflow_tasks"


def register() -> None:
    """Show them from now on."""
    arrives(HomePlace.FINISH, "brouillons", to_finish)
    arrives(HomePlace.APPROVE, "relecture", to_approve)
    arrives(HomePlace.WAITING, "soumises", with_reviewers)
    arrives(HomePlace.PREPARED, "brouillons", prepared)


def writes(user: Any) -> bool:
    """Whether there may be pages on which this account works; while groups decide, whoever is in works."""
    return not governed(user) or may_at_all(user=user, act=Act.EDIT)


def drafts_of(user: Any) -> QuerySet[Any]:
    """What this account or its organisation has begun and not published, their own first; not what others now read."""
    mine = Q(owner=user) | Q(latest_revision__user=user)
    begun = worked_on(user).filter(has_unpublished_changes=True).exclude(in_workflow())
    own = Case(When(mine, then=Value(0)), default=Value(1))
    return begun.annotate(rang=own).order_by("rang", "-latest_revision_created_at", "pk")


def to_finish(user: Any, at_most: int) -> Findings | None:
    """Drafts, one's own before those of one's organisation."""
    if not writes(user):
        return None
    pages = drafts_of(user)
    rows = tuple(row_of(page, page.latest_revision_created_at, state_of(page)) for page in pages[:at_most])
    return Findings(rows, pages.count(), reverse("brouillons"))


def to_approve(user: Any, at_most: int) -> Findings | None:
    """Pages that wait for this account's approval, the longest waiting first."""
    if governed(user) and not may_at_all(user=user, act=Act.APPROVE):
        return None
    states = TaskState.objects.reviewable_by(user).filter(_of_pages("workflow_state__"))
    waiting = list(states.select_related("workflow_state__requested_by", "task").order_by("started_at", "pk")[:at_most])
    pages = pages_by_key(state.workflow_state.object_id for state in waiting)
    rows = tuple(
        row_of(page, state.started_at, f"{state.task.name}, soumise par {_who(state.workflow_state.requested_by)}")
        for state in waiting
        if (page := pages.get(state.workflow_state.object_id))
    )
    whole = f"{reverse(TASKS)}?status=in_progress&reviewable=true&{PARAMETER}=toutes"
    return Findings(rows, states.count(), whole)


def with_reviewers(user: Any, at_most: int) -> Findings | None:
    """What this account has submitted and others have not decided yet."""
    if not writes(user):
        return None
    states = WorkflowState.objects.filter(
        _of_pages(), status=WorkflowState.STATUS_IN_PROGRESS, requested_by=user
    ).select_related("current_task_state__task")
    waiting = list(states.order_by("created_at", "pk")[:at_most])
    pages = pages_by_key(state.object_id for state in waiting)
    rows = tuple(
        row_of(page, state.created_at, state.current_task_state.task.name if state.current_task_state else "")
        for state in waiting
        if (page := pages.get(state.object_id))
    )
    return Findings(rows, states.count())


def prepared(user: Any, at_most: int) -> Findings | None:
    """What is being written, by one's organisation or by all, for those who read and do not write."""
    if writes(user):
        return None
    ours = organisations_of(user)
    pages = Page.objects.filter(held_by_any(ours) if ours else Q(), depth__gt=1, has_unpublished_changes=True)
    rows = tuple(
        row_of(page, page.latest_revision_created_at, state_of(page), READ)
        for page in pages.order_by("-latest_revision_created_at", "pk")[:at_most]
    )
    return Findings(rows, pages.count())


def row_of(page: Any, quand: date | datetime | None, note: str, door: str = EDITED) -> Row:
    """A page as a row; asks nothing more of the database."""
    kind = page.cached_content_type.model_class()
    return Row(
        titre=page.get_admin_display_title(),
        url=reverse(door, args=[page.pk]),
        note=note,
        quand=quand,
        genre=str(kind._meta.verbose_name) if kind else "",
    )


def in_workflow() -> Q:
    """A condition on pages: others are deciding about them now."""
    key = Cast(OuterRef("pk"), CharField())
    return Q(Exists(WorkflowState.objects.filter(_of_pages(), status=WorkflowState.STATUS_IN_PROGRESS, object_id=key)))


def _of_pages(prefix: str = "") -> Q:
    return Q(**{f"{prefix}base_content_type": get_default_page_content_type()})


def pages_by_key(keys: Iterable[str]) -> dict[str, Any]:
    """The pages of these keys, by the key as workflows write it."""
    found = Page.objects.filter(pk__in=[int(key) for key in keys if str(key).isdecimal()])
    return {str(page.pk): page for page in found}


def state_of(page: Any) -> str:
    """What visitors have of a draft."""
    if page.live:
        return "Déjà en ligne"
    return "Retirée du site" if page.first_published_at else "Jamais publiée"


def _who(account: Any) -> str:
    return typo(nom_de(account)) if account else "le site"
