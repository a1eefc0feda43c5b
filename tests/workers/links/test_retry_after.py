from datetime import UTC, datetime

import pytest

from workers.links.client.wire.retry_after import retry_after_seconds

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("", None),
        ("0", 0),
        ("120", 120),
        (" 1.5 ", 2),
        ("999999999999999999999", 86400),
        ("Mon, 02 Mar 2026 09:01:00 GMT", 60),
        ("Mon, 02 Mar 2026 10:01:00 +0100", 60),
        ("Mon, 02 Mar 2026 08:00:00 GMT", 0),
        ("Fri, 31 Dec 9999 23:59:59 GMT", 86400),
        ("bientôt", None),
        ("-5", None),
        ("١٢", None),
        ("Mon, 99 Foo 2026", None),
    ],
)
def test_retry_after_reads_both_forms_within_bounds(value, seconds):
    assert retry_after_seconds(value, now=NOW, longest=86400) == seconds
