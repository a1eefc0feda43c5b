"""What the log forgets, and when.

Thirteen months, after which an entry leaves the log, with its trace. One kind stays where Wagtail shows the history of
a page: an entry that leads to a version of the page that is still kept, without which nobody could go back to it.
"""

import calendar
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from wagtail.models import ModelLogEntry, PageLogEntry, Revision

from comite.traces.models import Trace

MONTHS = 13
BATCH = 500


def kept_since(now: datetime) -> datetime:
    """The moment thirteen months before `now`, by Paris' calendar: what is older goes."""
    local = timezone.localtime(now)
    months = local.year * 12 + local.month - 1 - MONTHS
    year, month = divmod(months, 12)
    day = min(local.day, calendar.monthrange(year, month + 1)[1])
    return local.replace(year=year, month=month + 1, day=day)


def prune(*, now: datetime) -> int:
    """Delete what is older than the log keeps, in batches; returns how many rows of the log."""
    limit = kept_since(now)
    count = _in_batches(Trace.objects.filter(le__lt=limit))
    kept = Exists(Revision.objects.filter(pk=OuterRef("revision")))
    _in_batches(PageLogEntry.objects.filter(Q(revision__isnull=True) | ~kept, timestamp__lt=limit))
    _in_batches(ModelLogEntry.objects.filter(timestamp__lt=limit))
    return count


def _in_batches(rows: Any) -> int:
    """Short transactions: whoever writes into the log meanwhile waits for one batch at most."""
    count = 0
    while keys := list(rows.order_by("pk").values_list("pk", flat=True)[:BATCH]):
        with transaction.atomic():
            rows.model._base_manager.filter(pk__in=keys).delete()
        count += len(keys)
    return count
