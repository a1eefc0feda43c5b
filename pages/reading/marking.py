"""« Relu aujourd’hui »: the pages that are online were read; drafts stay what they are."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_date
from wagtail.log_actions import LogContext, log
from wagtail.models import Page, Revision

from pages.events.signals import pages_changed

READ, UNREAD = "odd17.relue", "odd17.non_relue"
AT_ONCE = 200


def mark_read(pages: Sequence[Any], *, user: Any, until: date | None = None) -> int:
    """Say that these pages, online, were read today; returns how many. Drafts stay what they are.

    `until`: a new end for those whose validity has one; the others get none.
    """
    today = timezone.localdate()
    with LogContext(user=user):
        for start in range(0, len(pages), AT_ONCE):
            with transaction.atomic():
                _mark(pages[start : start + AT_ONCE], today, until)
    return len(pages)


def _mark(pages: Sequence[Any], today: date, until: date | None) -> None:
    keys = [page.pk for page in pages]
    rows = type(pages[0])._base_manager.filter(pk__in=keys)
    rows.update(relu_le=today)
    longer = {page.pk for page in pages if until is not None and page.valable_jusqu_au is not None}
    if until is not None and longer:
        rows.filter(pk__in=longer).update(valable_jusqu_au=until)
        _tell_latest(longer, until)
    for page in pages:
        log(page, READ, data={"jusqu_au": until.isoformat()} if until is not None and page.pk in longer else None)
    pages_changed.send(sender=type(pages[0]), pages=set(keys))


def _tell_latest(keys: set[int], until: date) -> None:
    """Write the new end into the last version of pages: an editor's next draft begins from it."""
    latest = Page.objects.filter(pk__in=keys).values("latest_revision")
    for revision in Revision.objects.filter(pk__in=latest).only("content"):
        before = parse_date(revision.content.get("valable_jusqu_au") or "")
        if before is None or before < until:
            revision.content["valable_jusqu_au"] = until.isoformat()
            Revision.objects.filter(pk=revision.pk).update(content=revision.content)


def unmark_read(page: Any, *, to: date | None, user: Any) -> None:
    """Take the last reading of a page back: it was read on `to`, or never."""
    with LogContext(user=user), transaction.atomic():
        type(page)._base_manager.filter(pk=page.pk).update(relu_le=to)
        log(page, UNREAD, data={"relue_le": to.isoformat() if to else None})
        pages_changed.send(sender=type(page), pages={page.pk})
