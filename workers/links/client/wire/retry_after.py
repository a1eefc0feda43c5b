"""Retry-After in both its forms (RFC 9110, section 10.2.3), bounded."""

import math
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime


def retry_after_seconds(value: str, *, now: datetime, longest: int) -> int | None:
    """Whole seconds to wait, between 0 and `longest`; None for an absent or senseless value."""
    text = value.strip()
    if not text:
        return None
    if text.isascii() and text.replace(".", "", 1).isdigit():
        return min(math.ceil(float(text[:12])), longest)
    try:
        when = parsedate_to_datetime(text)
    except (ValueError, TypeError, OverflowError):
        return None
    if when.tzinfo is None:
        when = when.replace(tzinfo=UTC)
    return min(max(0, math.ceil((when - now).total_seconds())), longest)
