"""A draft is submitted: the one way of it for whoever is not in the editor."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from wagtail.models import Page, WorkflowState

from comite.eyes import lock_refuses
from comite.refusing import RuleError

NOT_YOURS = "Votre compte ne peut pas soumettre cette page."
ALIAS = "Cette page en suit une autre\u00a0: c’est l’autre qui se soumet."
NO_WORKFLOW = "Aucune relecture n’est prévue pour cette page."
UNDER_WAY = "Cette page est déjà en relecture, à l’étape «\u00a0{step}\u00a0»."
NOTHING_NEW = "Cette page n’a rien de nouveau\u00a0: son brouillon est déjà en ligne."


@transaction.atomic
def submit(*, page: Page, by: Any) -> WorkflowState:
    """Start the review of the page's last draft, or take up the one that was sent back; returns where it stands.

    Raises RuleError for whoever may not, ValidationError with the sentence of what stands against it: what the
    draft lacks among it, since a step may publish it as it is.
    """
    page = Page.objects.select_for_update(of=("self",)).get(pk=page.pk).specific
    if page.alias_of_id:
        raise ValidationError(ALIAS)
    state = page.current_workflow_state
    if state is not None and state.status == WorkflowState.STATUS_IN_PROGRESS:
        raise ValidationError(UNDER_WAY.format(step=state.current_task_state.task.name))
    rights = page.permissions_for_user(by)
    if not rights.can_submit_for_moderation():
        locked = lock_refuses(user=by, page=page) if rights.can_edit() else ""
        raise RuleError(locked or NOT_YOURS) if page.has_workflow else ValidationError(NO_WORKFLOW)
    if page.live and not page.has_unpublished_changes:
        raise ValidationError(NOTHING_NEW)
    draft = page.get_latest_revision_as_object()
    draft.full_clean()
    if state is not None:
        state.resume(user=by)
        return state
    if page.get_latest_revision() is None:
        page.save_revision(user=by)
    started: WorkflowState = page.get_workflow().start(page, by)
    return started
