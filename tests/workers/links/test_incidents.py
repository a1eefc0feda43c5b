import pytest

from workers.links.client.classes import ObservationClass as C
from workers.links.verdict.incidents import HostFailure, RunEntry, canaries_alive, host_failure, is_self_outage


def run(failed, total, class_=C.TIMEOUT_CONNECT):
    return [RunEntry(f"site{n}.fr", True, class_ if n < failed else C.OK) for n in range(total)]


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        (run(20, 20), True),
        (run(7, 20), True),
        (run(6, 20), False),
        (run(19, 19), False),
        (run(20, 20, C.GONE), False),
        (run(20, 20, C.SERVER_ERROR), False),
        (run(20, 20, C.DNS_FAIL), True),
        ([RunEntry("site.fr", True, C.RESET)] * 400, False),
        ([RunEntry(f"www{n}.site.fr", True, C.RESET) for n in range(400)], False),
        ([RunEntry(f"site{n}.fr", False, C.RESET) for n in range(400)], False),
        ([], False),
    ],
)
def test_self_outage_counts_domains_that_were_ok(entries, expected):
    assert is_self_outage(entries) == expected


@pytest.mark.parametrize("side", ["canaries_before", "canaries_after"])
def test_self_outage_believes_the_canaries(side):
    assert is_self_outage(run(0, 30), **{side: False})


@pytest.mark.parametrize(
    ("classes", "expected"),
    [([], True), ([C.OK, C.TIMEOUT_DNS], True), ([C.SERVER_ERROR], True), ([C.TIMEOUT_DNS, C.DNS_FAIL], False)],
)
def test_canaries_alive_needs_one_answer(classes, expected):
    assert canaries_alive(classes) == expected


@pytest.mark.parametrize(
    ("classes", "expected"),
    [
        ({C.REFUSED: 400}, HostFailure(C.REFUSED, 400, 400)),
        ({C.REFUSED: 4, C.OK: 1}, HostFailure(C.REFUSED, 4, 5)),
        ({C.REFUSED: 3, C.OK: 1}, None),
        ({C.REFUSED: 2}, None),
        ({C.REFUSED: 2, C.SKIPPED_COOLDOWN: 8}, None),
        ({C.OK: 10}, None),
    ],
)
def test_host_failure_needs_three_links_that_fail_alike(classes, expected):
    assert host_failure(classes) == expected
