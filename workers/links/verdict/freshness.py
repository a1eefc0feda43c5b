"""Whether a partner's page changed since an editor read it: another axis than whether it answers. Pure.

Headers lie: a Last-Modified that equals Date is the clock of the server, and an ETag that moves while the text
stays is the name of a machine. So the text's own fingerprint is believed first.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from workers.links.client.classes import ALIVE, ObservationClass
from workers.links.client.observation import Observation
from workers.links.client.page import distance

CHANGED_BITS = 6
OLD_AFTER = timedelta(days=365)


class Freshness(StrEnum):
    """What the editor and the visitor read beside the state."""

    UP_TO_DATE = "a_jour"
    CHANGED_SINCE_REVIEW = "modifie_depuis_la_relecture"
    OLD = "ancien"
    UNKNOWN = "inconnu"


class ChangeSign(StrEnum):
    """How a change was seen."""

    TEXT = "texte"
    BODY = "contenu"
    ETAG = "etag"
    LAST_MODIFIED = "last_modified"


FRESHNESS_LABELS: dict[Freshness, str] = {
    Freshness.UP_TO_DATE: "À jour",
    Freshness.CHANGED_SINCE_REVIEW: "Modifié depuis la relecture",
    Freshness.OLD: "Ancien",
    Freshness.UNKNOWN: "Inconnu",
}


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What is remembered of the content of a link. Times and texts as the observation gives them."""

    text_simhash: int = 0
    body_hash: str = ""
    etag: str = ""
    last_modified: str = ""


def fingerprint_of(observation: Observation, previous: Fingerprint) -> Fingerprint:
    """What to remember after this observation; one without content leaves what was known."""
    if observation.class_ not in ALIVE or observation.class_ is ObservationClass.NOT_MODIFIED:
        return previous
    return Fingerprint(
        text_simhash=observation.text_simhash or previous.text_simhash,
        body_hash=observation.body_hash or previous.body_hash,
        etag=observation.etag or previous.etag,
        last_modified=_trusted_last_modified(observation) or previous.last_modified,
    )


def content_change(observation: Observation, previous: Fingerprint) -> ChangeSign | None:
    """How this observation shows that the content changed since `previous`; None when nothing shows it."""
    if observation.class_ not in ALIVE or observation.class_ is ObservationClass.NOT_MODIFIED:
        return None
    if previous.text_simhash and observation.text_simhash:
        moved = distance(previous.text_simhash, observation.text_simhash) >= CHANGED_BITS
        return ChangeSign.TEXT if moved else None
    if previous.body_hash and observation.body_hash:
        return ChangeSign.BODY if previous.body_hash != observation.body_hash else None
    modified = _trusted_last_modified(observation)
    if previous.last_modified and modified:
        return ChangeSign.LAST_MODIFIED if previous.last_modified != modified else None
    if previous.etag and observation.etag and _strong(previous.etag) != _strong(observation.etag):
        return ChangeSign.ETAG
    return None


def freshness(*, reviewed_at: datetime | None, content_changed_at: datetime | None, at: datetime) -> Freshness:
    """How far an editor's last reading can be trusted at `at`."""
    if reviewed_at is None:
        return Freshness.UNKNOWN
    if content_changed_at is not None and content_changed_at > reviewed_at:
        return Freshness.CHANGED_SINCE_REVIEW
    return Freshness.OLD if at - reviewed_at > OLD_AFTER else Freshness.UP_TO_DATE


def _trusted_last_modified(observation: Observation) -> str:
    value = observation.last_modified
    return "" if value == observation.headers.get("Date") else value


def _strong(etag: str) -> str:
    return etag.removeprefix("W/").removesuffix('-gzip"').removesuffix('"').removeprefix('"')
