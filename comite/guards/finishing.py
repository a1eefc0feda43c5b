"""What happens when the last step of a workflow has approved a page (`WAGTAIL_FINISH_WORKFLOW_ACTION`)."""

from typing import Any


def publish_approved(workflow_state: Any, user: Any = None) -> None:
    """Publish the version that was approved: the steps have asked who may, and whether four eyes saw it.

    Where the last to approve was no step of ours, or nobody approved at all, the publication itself asks. Raises
    RuleError where the version may not be online as it is: nothing is approved then.
    """
    from django.core.exceptions import ValidationError  # Wagtail reads the setting before its models are loaded
    from wagtail.models import TaskState  # as above

    from comite.eyes import decided_already  # as above
    from comite.models import Approbation  # as above
    from comite.refusing import RuleError  # as above

    revision = workflow_state.content_object.get_latest_revision()
    approved = workflow_state.task_states.filter(status=TaskState.STATUS_APPROVED).order_by("-finished_at").first()
    try:
        if approved is not None and isinstance(approved.task.specific, Approbation):
            with decided_already():
                revision.publish(user=user, skip_permission_checks=True)
        else:
            revision.publish(user=user)
    except ValidationError as refused:
        raise RuleError(" ".join(refused.messages)) from refused
