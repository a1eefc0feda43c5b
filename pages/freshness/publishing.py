"""Who publishes a page has read it, unless the site publishes it by itself.

The day of the last reading is a fact about the page that is online, not about a draft: it never goes back when a draft
that was begun earlier is opened or published.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from wagtail.models import Revision

#: What Wagtail writes of a version that appears at its hour, which has no author.
AT_ITS_HOUR = "wagtail.publish.scheduled"
_by_itself: ContextVar[bool] = ContextVar("publishing_by_itself", default=False)


@contextmanager
def without_reading() -> Iterator[None]:
    """What is published in here was changed by the site, at one place of each page: nobody has read the page."""
    token = _by_itself.set(True)
    try:
        yield
    finally:
        _by_itself.reset(token)


def is_reading(revision: Revision, *, user: Any, log_action: Any) -> bool:
    """Whether this publication counts as a reading: somebody decided on it, for now or for this hour."""
    # A version that was just made holds values, one that was read holds their texts.
    hour = revision.content.get("go_live_at")
    hour = parse_datetime(hour) if isinstance(hour, str) else hour
    waits = hour is not None and hour > timezone.now()
    return not waits and not _by_itself.get() and (user is not None or log_action == AT_ITS_HOUR)


def count_reading(revision: Revision) -> None:
    """Let a version that is about to be published say that it was read today. Changes `revision`."""
    today = timezone.localdate().isoformat()
    if str(revision.content.get("relu_le") or "") < today:
        revision.content["relu_le"] = today
        Revision.objects.filter(pk=revision.pk).update(content=revision.content)


def keep_reading(version: Any, online: Any) -> None:
    """Let a version of a page, just opened, know of a reading since it was written. Changes `version`."""
    if online.relu_le is not None and (version.relu_le is None or version.relu_le < online.relu_le):
        version.relu_le = online.relu_le
