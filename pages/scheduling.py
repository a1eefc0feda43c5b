"""What was chosen for an hour: published, withdrawn, or both at once where nobody came by in time."""

from datetime import datetime
from typing import Any

from django.core.management import call_command
from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from wagtail.log_actions import LogContext
from wagtail.models import Page, PageLogEntry, Revision


def publish_due() -> None:
    """Publish what is due and withdraw what has expired, as Wagtail's own command does.

    A version of which both hours have passed is published and withdrawn in one transaction: Wagtail would put it online
    until the next time. The log names who chose the hour, which Wagtail's own would not.
    """
    now = timezone.now()
    for revision in Revision.page_revisions.filter(approved_go_live_at__lt=now).order_by("approved_go_live_at"):
        with LogContext(user=approver_of(revision)), transaction.atomic():
            revision.publish(log_action="wagtail.publish.scheduled")
            if _is_over(revision, now):
                page = Page.objects.get(pk=revision.object_id).specific
                page.unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")
    call_command("publish_scheduled", verbosity=0)


def approver_of(revision: Revision) -> Any:
    """The account that published this version for an hour; None when the log does not say."""
    chosen = PageLogEntry.objects.filter(action="wagtail.publish.schedule", revision=revision).select_related("user")
    last = chosen.order_by("-timestamp", "-pk").first()
    return last.user if last else None


def _is_over(revision: Revision, now: datetime) -> bool:
    expiry = parse_datetime(revision.content.get("expire_at") or "")
    return expiry is not None and expiry < now
