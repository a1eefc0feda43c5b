"""What was chosen for an hour: published, withdrawn, or both at once where nobody came by in time."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from wagtail.log_actions import LogContext, log
from wagtail.models import Page, PageLogEntry, Revision

from pages.models.old_versions import left_out_of
from pages.publication_rules import sentences_of
from pages.workflow.letters import hour_given_up
from pages.workflow.telling import tell

GIVEN_UP = "pages.heure_abandonnee"
REASON_AT_MOST = 1000


def publish_due() -> None:
    """Publish what is due and withdraw what has expired, as Wagtail's own command does.

    A version of which both hours have passed is published and withdrawn in one transaction: Wagtail would put it online
    until the next time. The log names who chose the hour, which Wagtail's own would not.
    """
    now = timezone.now()
    for revision in Revision.page_revisions.filter(approved_go_live_at__lt=now).order_by("approved_go_live_at"):
        with LogContext(user=approver_of(revision)):
            try:
                _publish(revision, now)
            except ValidationError as exc:
                give_up(revision, exc)
    call_command("publish_scheduled", verbosity=0)


@transaction.atomic
def _publish(revision: Revision, now: datetime) -> None:
    revision.publish(log_action="wagtail.publish.scheduled")
    if _is_over(revision, now):
        page = Page.objects.get(pk=revision.object_id).specific
        page.unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")


def give_up(revision: Revision, refused: ValidationError) -> None:
    """Forget the hour of a version that cannot be published any more, and note why in the page's history.

    What it names may have been deleted since; left as it is, it would hold up all that is due after it.
    """
    with transaction.atomic():
        Revision.objects.filter(pk=revision.pk).update(approved_go_live_at=None)
        page = Page.objects.get(pk=revision.object_id).specific
        version = revision.as_object()
        why = " ".join(filter(None, [left_out_of(version), *sentences_of(version, refused)]))
        log(instance=page, action=GIVEN_UP, revision=revision, data={"pourquoi": why[:REASON_AT_MOST]})
        tell([approver_of(revision), revision.user], hour_given_up(page, why=why[:REASON_AT_MOST]))


def approver_of(revision: Revision) -> Any:
    """The account that published this version for an hour; None when the log does not say."""
    chosen = PageLogEntry.objects.filter(action="wagtail.publish.schedule", revision=revision).select_related("user")
    last = chosen.order_by("-timestamp", "-pk").first()
    return last.user if last else None


def _is_over(revision: Revision, now: datetime) -> bool:
    expiry = parse_datetime(revision.content.get("expire_at") or "")
    return expiry is not None and expiry < now
