"""Who is told what, as pages go their way. Wagtail's own mails of the same events are switched off.

Letters stand in the outbox in the transaction of what they tell. Whoever did it is not told of it, nor is somebody who
has no address or wants no such mail.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.contrib.auth import get_user_model
from wagtail.admin import signal_handlers
from wagtail.log_actions import get_active_log_context
from wagtail.models import (
    AbstractGroupApprovalTask,
    Page,
    PageLogEntry,
    TaskState,
    WorkflowState,
)
from wagtail.permissions import policy_registry
from wagtail.signals import (
    page_published,
    task_approved,
    task_submitted,
    workflow_approved,
    workflow_rejected,
    workflow_submitted,
)
from wagtail.users.models import UserProfile

from acces.notices import Letter
from comite.enums import Act
from comite.eyes import authors_of
from comite.models import Approbation
from pages.workflow import letters
from pages.workflow.differences import fields_that_differ
from pages.workflow.signals import letter_written

SUBMITTED, APPROVED, SENT_BACK = "submitted", "approved", "rejected"
PUBLISHED = ("wagtail.publish", "wagtail.publish.scheduled")
_silent: ContextVar[bool] = ContextVar("relecture_silent", default=False)


def listen() -> None:
    """Tell people from now on, instead of Wagtail."""
    task_submitted.disconnect(sender=TaskState, dispatch_uid="group_approval_task_submitted_email_notification")
    for signal, event in (
        (workflow_submitted, "submitted"),
        (workflow_rejected, "rejected"),
        (workflow_approved, "approved"),
    ):
        signal.disconnect(sender=WorkflowState, dispatch_uid=f"workflow_state_{event}_email_notification")
    # Wagtail's app may be made ready after ours: it then finds nothing to connect.
    signal_handlers.register_signal_handlers = lambda: None
    task_submitted.connect(_on_submission, dispatch_uid="relecture.submitted")
    workflow_rejected.connect(_on_rejection, dispatch_uid="relecture.sent_back")
    task_approved.connect(_on_approval, dispatch_uid="relecture.approved")
    page_published.connect(_on_publication, dispatch_uid="relecture.published")


@contextmanager
def telling_nobody() -> Iterator[None]:
    """Whoever publishes many pages at once writes of them together, instead of a letter for each."""
    token = _silent.set(True)
    try:
        yield
    finally:
        _silent.reset(token)


def tell(users: Iterable[Any], letter: Letter, *, kind: str = "") -> None:
    """Post a letter to each of these accounts once. `kind`: which of Wagtail's preferences is asked, "" for none."""
    if _silent.get():
        return
    for user in {one.pk: one for one in users if one is not None}.values():
        wanted = not kind or getattr(UserProfile.get_for_user(user), f"{kind}_notifications")
        if user.is_active and user.email and wanted:
            letter_written.send(sender=Letter, user=user, letter=letter)


def approvers_of(state: TaskState) -> Any:
    """The accounts that may approve where this page waits; whom four eyes would refuse are left out."""
    step, page = state.task.specific, state.workflow_state.content_object
    if isinstance(step, AbstractGroupApprovalTask):
        found = get_user_model().objects.filter(groups__in=step.groups.all(), is_active=True).distinct()
        return found.order_by("pk")
    if not isinstance(step, Approbation):
        return get_user_model().objects.none()
    policy: Any = policy_registry.get_by_type(Page)
    found = policy.users_for_act(step.acte, page)
    if step.quatre_yeux and state.revision:
        last, in_review = authors_of(state.revision)
        found = found.exclude(pk__in={last, *in_review} - {None})
    return found.order_by("pk")


def deciders_of(proposal: Any) -> Any:
    """The accounts that accept or decline a proposal, by their roles today."""
    policy: Any = policy_registry.get_by_type(Page)
    return policy.users_for_act(Act.DECIDE_PROPOSALS, proposal.page).exclude(pk=proposal.par_id).order_by("pk")


def _on_submission(sender: type, instance: TaskState, user: Any = None, **kwargs: Any) -> None:
    page = instance.workflow_state.content_object
    if not isinstance(page, Page) or _silent.get():
        return
    readers = [one for one in approvers_of(instance) if user is None or one.pk != user.pk]
    if readers:
        draft = instance.revision.as_object() if instance.revision else page.specific
        changes = changes_from(page.specific if page.live else None, draft)
        by = instance.workflow_state.requested_by or user
        tell(readers, letters.to_review(draft, by=by, step=instance.task.name, changes=changes), kind=SUBMITTED)


def _on_rejection(sender: type, instance: WorkflowState, user: Any = None, **kwargs: Any) -> None:
    page = instance.content_object
    if isinstance(page, Page):
        state = instance.current_task_state
        comment = state.specific.get_comment() if state else ""
        tell(_authors(instance, user), letters.to_complete(page, by=user, comment=comment), kind=SENT_BACK)


def _on_approval(sender: type, instance: TaskState, user: Any = None, **kwargs: Any) -> None:
    """Said while another step waits; after the last one, the publication says it."""
    workflow = WorkflowState.objects.select_related("current_task_state__task").get(pk=instance.workflow_state_id)
    page = workflow.content_object
    following = workflow.current_task_state
    if not isinstance(page, Page) or workflow.status != WorkflowState.STATUS_IN_PROGRESS or following is None:
        return
    letter = letters.approved(page, by=user, step=instance.task.name, following=following.task.name)
    tell(_authors(workflow, user), letter, kind=APPROVED)


def _on_publication(sender: type, instance: Any, revision: Any = None, **kwargs: Any) -> None:
    # What nobody wrote has no author to tell: the demonstration, an import.
    if revision is None or revision.user_id is None or not instance.live or instance.alias_of_id or _silent.get():
        return
    by = get_active_log_context().user
    earlier = PageLogEntry.objects.filter(page=instance.pk, action__in=PUBLISHED, revision__isnull=False)
    last = earlier.exclude(revision=revision.pk).select_related("revision").order_by("-timestamp", "-pk").first()
    submitted = WorkflowState.objects.for_instance(instance).exclude(status=WorkflowState.STATUS_CANCELLED)
    if last is not None:
        submitted = submitted.filter(created_at__gt=last.timestamp)
    state = submitted.select_related("requested_by").order_by("-created_at").first()
    people = [one for one in (revision.user, state.requested_by if state else None) if one and one != by]
    if people:
        changes = ""
        # A page that was online before the log began to say so is no new one: what it said then is not known.
        if last is not None or instance.first_published_at == instance.last_published_at:
            before = last.revision.as_object() if last else None
            changes = changes_from(before, revision.as_object(), against="la version précédente")
        tell(people, letters.published(instance, by=by, changes=changes), kind=APPROVED)


def changes_from(before: Any, after: Any, **words: str) -> str:
    """What a version says otherwise than the page as visitors saw it, as a sentence. `before` None: they saw none."""
    fields = fields_that_differ(before, after) if before is not None else []
    return letters.changes_said(fields, new=before is None, **words)


def _authors(state: WorkflowState, by: Any) -> list[Any]:
    """Who submitted the page and who wrote what was submitted, but not whoever acts."""
    written = state.current_task_state.revision.user if state.current_task_state else None
    return [one for one in (state.requested_by, written) if one is not None and one != by]
