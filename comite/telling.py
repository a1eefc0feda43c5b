"""Who is told by mail that a page waits: those who may approve it, by the rule of rights."""

from typing import Any

from django.conf import settings
from wagtail.admin.mail import BaseGroupApprovalTaskStateEmailNotifier
from wagtail.models import Page, TaskState
from wagtail.permissions import policy_registry

from comite.models import ApprobationDuResponsable


class TellThoseWhoApprove(BaseGroupApprovalTaskStateEmailNotifier):
    """Wagtail's own mail of a step that was reached, to other people."""

    notification = "submitted"

    def can_handle(self, instance: Any, **kwargs: Any) -> bool:
        return isinstance(instance, TaskState) and isinstance(instance.task.specific, ApprobationDuResponsable)

    def get_recipient_users(self, task_state: TaskState, **kwargs: Any) -> Any:
        page = task_state.workflow_state.content_object
        policy: Any = policy_registry.get_by_type(Page)
        every = getattr(settings, "WAGTAILADMIN_NOTIFICATION_INCLUDE_SUPERUSERS", True)
        found = policy.users_with_permission_for_instance("publish", page, include_superusers=every)
        author = kwargs.get("user")
        return found.exclude(pk=author.pk) if author else found
