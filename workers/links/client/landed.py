"""Where a walk ended: the last answer, and how it was reached."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from ground.addresses.urls import Target
from workers.links.client.observation import Hop
from workers.links.client.wire.failures import Failure
from workers.links.client.wire.retry_after import retry_after_seconds
from workers.links.client.wire.transport import Reply


@dataclass(frozen=True, slots=True)
class Landed:
    """Where a walk through redirects ended: an answer, or why there was none."""

    method: str
    target: Target
    chain: tuple[Hop, ...] = ()
    reply: Reply | None = None
    failure: Failure | None = None


def reply_retry_after(reply: Reply, *, longest: int) -> int | None:
    value = reply.headers.get("Retry-After")
    return retry_after_seconds(value, now=datetime.now(UTC), longest=longest) if value else None
