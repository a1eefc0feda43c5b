from datetime import UTC, datetime, timedelta

import pytest

from workers.links.client.classes import ObservationClass as C
from workers.links.client.observation import Observation
from workers.links.verdict.freshness import (
    ChangeSign,
    Fingerprint,
    Freshness,
    content_change,
    fingerprint_of,
    freshness,
)

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
DATE = "Mon, 02 Mar 2026 09:00:00 GMT"


def saw(class_=C.OK, **more):
    return Observation("https://exemple.test/", class_, NOW, **more)


@pytest.mark.parametrize(
    ("observation", "previous", "sign"),
    [
        (saw(text_simhash=0b1111111), Fingerprint(text_simhash=1 << 60), ChangeSign.TEXT),
        (saw(text_simhash=0b11), Fingerprint(text_simhash=0b1), None),
        (saw(text_simhash=0b11, etag='"b"'), Fingerprint(text_simhash=0b11, etag='"a"'), None),
        (saw(body_hash="b"), Fingerprint(body_hash="a"), ChangeSign.BODY),
        (saw(last_modified="hier"), Fingerprint(last_modified="avant-hier"), ChangeSign.LAST_MODIFIED),
        (saw(last_modified=DATE, headers={"Date": DATE}), Fingerprint(last_modified="hier"), None),
        (saw(etag='"b"'), Fingerprint(etag='"a"'), ChangeSign.ETAG),
        (saw(etag='W/"a"'), Fingerprint(etag='"a-gzip"'), None),
        (saw(C.NOT_MODIFIED, etag='"b"'), Fingerprint(etag='"a"'), None),
        (saw(C.GONE, body_hash="b"), Fingerprint(body_hash="a"), None),
        (saw(body_hash="b"), Fingerprint(), None),
    ],
)
def test_content_change_believes_the_text_first(observation, previous, sign):
    assert content_change(observation, previous) is sign


def test_fingerprint_keeps_what_an_empty_answer_does_not_say():
    previous = Fingerprint(1, "a", '"a"', "hier")

    assert fingerprint_of(saw(C.NOT_MODIFIED), previous) == previous
    assert fingerprint_of(saw(C.GONE, body_hash="b"), previous) == previous
    assert fingerprint_of(saw(etag='"b"'), previous) == Fingerprint(1, "a", '"b"', "hier")


@pytest.mark.parametrize(
    ("reviewed", "changed", "expected"),
    [
        (None, 3, Freshness.UNKNOWN),
        (10, None, Freshness.UP_TO_DATE),
        (10, 20, Freshness.UP_TO_DATE),
        (10, 3, Freshness.CHANGED_SINCE_REVIEW),
        (400, None, Freshness.OLD),
    ],
)
def test_freshness_compares_the_review_with_the_content(reviewed, changed, expected):
    def ago(days):
        return None if days is None else NOW - timedelta(days=days)

    assert freshness(reviewed_at=ago(reviewed), content_changed_at=ago(changed), at=NOW) is expected
