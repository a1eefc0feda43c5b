"""What one check saw: an immutable piece of evidence, ready to be judged and stored."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from workers.links.client.classes import ObservationClass, Signal


class Hop(NamedTuple):
    """One redirect: the status an address answered with, and that address (never a refused one)."""

    status: int
    url: str


@dataclass(frozen=True, slots=True)
class Known:
    """What earlier checks of the same link have established, for drift and conditional requests."""

    etag: str = ""
    last_modified: str = ""
    content_type: str = ""
    final_domain: str = ""
    title: str = ""
    text_simhash: int = 0


@dataclass(frozen=True, slots=True)
class Observation:
    """One check of one link. No field ever holds a password or an address that was refused.

    `url` is what was asked, without credentials; `chain` the redirects followed, in order; `final_url` the address
    that answered last ("" when none did). `text_simhash` is 64 bits, 0 when no text was read. Times are UTC;
    `tls_not_before` and `tls_not_after` are the ends of the life of the asked host's certificate. `moved_to` is where
    leading permanent redirects lead, "" without any. `bytes_read` counts bytes of bodies as they crossed the wire.
    """

    url: str
    class_: ObservationClass
    started_at: datetime
    reason: str = ""
    status: int | None = None
    final_url: str = ""
    chain: tuple[Hop, ...] = ()
    method: str = ""
    elapsed_ms: int = 0
    bytes_read: int = 0
    headers: Mapping[str, str] = field(default_factory=dict)
    content_type: str = ""
    body_hash: str = ""
    title: str = ""
    text_simhash: int = 0
    etag: str = ""
    last_modified: str = ""
    tls_not_before: datetime | None = None
    tls_not_after: datetime | None = None
    retry_after_s: int | None = None
    moved_to: str = ""
    signals: frozenset[Signal] = frozenset()

    def as_evidence(self) -> dict[str, Any]:
        """Plain values for a JSON field."""
        return {
            "url": self.url,
            "class": self.class_.value,
            "started_at": self.started_at.isoformat(),
            "reason": self.reason,
            "status": self.status,
            "final_url": self.final_url,
            "chain": [list(hop) for hop in self.chain],
            "method": self.method,
            "elapsed_ms": self.elapsed_ms,
            "bytes_read": self.bytes_read,
            "headers": dict(self.headers),
            "content_type": self.content_type,
            "body_hash": self.body_hash,
            "title": self.title,
            "text_simhash": f"{self.text_simhash:016x}",
            "etag": self.etag,
            "last_modified": self.last_modified,
            "tls_not_before": self.tls_not_before.isoformat() if self.tls_not_before else None,
            "tls_not_after": self.tls_not_after.isoformat() if self.tls_not_after else None,
            "retry_after_s": self.retry_after_s,
            "moved_to": self.moved_to,
            "signals": sorted(signal.value for signal in self.signals),
        }
