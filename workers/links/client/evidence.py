"""From where a walk ended to the observation that is kept: what was seen, and nothing that must not be shown."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from workers.links.client.classes import ALIVE, Signal
from workers.links.client.classes import ObservationClass as C
from workers.links.client.classify import Answer, Finding, moved_to
from workers.links.client.landed import Landed, reply_retry_after
from workers.links.client.observation import Observation
from workers.links.client.page import distance, shown_text, simhash
from workers.links.client.softgone import gone_signals, says_gone
from workers.links.client.walk import Walk
from workers.links.client.wire.failures import Failure
from workers.links.client.wire.transport import Reply

KEPT_HEADERS = ("Server", "Content-Type", "Last-Modified", "ETag", "Date", "Retry-After", "X-Robots-Tag", "Via")
SAME_PAGE_BITS = 3


@dataclass(frozen=True, slots=True)
class Ask:
    """What was asked, and when: `shown` is the address without credentials, `started` in loop time."""

    shown: str
    at: datetime
    started: float


def without_answer(
    ask: Ask, walk: Walk, failure: Failure, *, elapsed_ms: int, landed: Landed | None = None, cooling: float = 0.0
) -> Observation:
    """The observation of a link that gave no answer to read, or that was not called at all."""
    reply = landed.reply if landed else None
    return Observation(
        url=ask.shown,
        class_=failure.class_,
        started_at=ask.at,
        reason=failure.reason,
        status=reply.status if reply else None,
        chain=landed.chain if landed else (),
        method=landed.method if landed else "",
        final_url=reply.target.text if reply else "",
        elapsed_ms=elapsed_ms,
        bytes_read=walk.bytes_read,
        retry_after_s=round(cooling) or None,
        signals=frozenset(walk.signals),
    )


def answer_of(walk: Walk, landed: Landed, reply: Reply) -> Answer:
    """The answer as the classifier reads it."""
    page = reply.page_with_anchors() if walk.asked.fragment else reply.page
    return Answer(
        asked=walk.asked,
        final=reply.target,
        status=reply.status,
        headers=reply.headers,
        content_type=reply.content_type,
        page=page,
        gone=gone_signals(page, walk.asked, reply.target) if page else frozenset(),
        chain=landed.chain,
        text_simhash=simhash(page.text) if page else 0,
        conditional=bool(walk.conditional_headers),
        extra=frozenset(walk.signals),
    )


def with_answer(
    ask: Ask, walk: Walk, answer: Answer, finding: Finding, reply: Reply, *, elapsed_ms: int
) -> Observation:
    """The observation of a link whose host answered."""
    headers = reply.headers
    retry_after = reply_retry_after(reply, longest=walk.longest_retry_after)
    signals = finding.signals
    if finding.class_ is C.SERVER_ERROR and reply.status == 503 and retry_after:
        signals |= {Signal.MAINTENANCE}
    alive = finding.class_ in ALIVE
    data = reply.body.data
    return Observation(
        url=ask.shown,
        class_=finding.class_,
        started_at=ask.at,
        reason=finding.reason,
        status=reply.status,
        final_url=reply.target.text,
        chain=answer.chain,
        method=reply.method,
        elapsed_ms=elapsed_ms,
        bytes_read=walk.bytes_read,
        headers={name: shown_text(headers[name], 200) for name in KEPT_HEADERS if name in headers},
        content_type=answer.content_type,
        body_hash=hashlib.blake2b(data, digest_size=16).hexdigest() if data else "",
        title=answer.page.title if answer.page else "",
        text_simhash=answer.text_simhash,
        etag=headers.get("ETag", "")[:200] if alive else "",
        last_modified=headers.get("Last-Modified", "")[:60] if alive else "",
        tls_not_before=reply.tls_not_before,
        tls_not_after=reply.tls_not_after,
        retry_after_s=retry_after,
        # The home page is no replacement for a page of the site.
        moved_to="" if Signal.ROOT in signals else moved_to(answer.chain, answer.final),
        signals=signals,
    )


def is_same_page(answer: Answer, sibling: Landed) -> bool:
    """Whether a neighbour that cannot exist got the same answer: then the host never says « not found »."""
    reply = sibling.reply
    if reply is None or sibling.failure is not None or not 200 <= reply.status < 300:
        return False
    if answer.chain and sibling.chain:
        return reply.target.text == answer.final.text
    page = reply.page
    if page is not None and answer.page is not None and page.title == answer.page.title and says_gone(page.title):
        return True
    return page is not None and distance(simhash(page.text), answer.text_simhash) <= SAME_PAGE_BITS
