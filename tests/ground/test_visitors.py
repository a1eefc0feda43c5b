"""Who asks: one function decides, and believes a named proxy alone."""

import re
from datetime import date
from ipaddress import ip_network
from pathlib import Path

import pytest

from ground.visitors import address_of, adresse_du_jour
from scripts.house.rooms import ORDER, ROOT

PROXY, INNER, VISITOR, OTHER = "127.0.0.1", "10.0.0.2", "203.0.113.9", "198.51.100.4"


@pytest.fixture
def who(settings, rf):
    """Who asks by this peer and this header, behind so many proxies on this machine and in 10.0.0.0/8."""
    settings.PROXY_ADDRESSES = [ip_network("127.0.0.0/8"), ip_network("::1"), ip_network("10.0.0.0/8")]

    def asked(said, *, peer=PROXY, proxies=1, header="X-Forwarded-For"):
        settings.TRUSTED_PROXIES = proxies
        headers = {} if said is None else {header: said}
        return address_of(rf.get("/", REMOTE_ADDR=peer, headers=headers))

    return asked


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (None, PROXY),
        ("", PROXY),
        (VISITOR, VISITOR),
        (f"  {VISITOR} ", VISITOR),
        ("2001:DB8:0:0::9", "2001:db8::9"),
        (f"::ffff:{VISITOR}", VISITOR),
    ],
)
def test_named_proxy_is_believed_of_whom_it_speaks_for(who, said, expected):
    assert who(said) == expected


@pytest.mark.parametrize(
    "said",
    [
        # What came twice reaches us as one list, and so does what the proxy added to what its caller sent.
        f"{OTHER}, {VISITOR}",
        f"{VISITOR},{VISITOR}",
        f"{VISITOR}:4711",
        "[2001:db8::9]",
        "[2001:db8::9]:443",
        "fe80::1%eth0",
        "localhost",
        "unknown",
        "203.0.113.09",
        "203.0.113",
        f"for={VISITOR}",
        ",",
        f"{VISITOR}\x00",
        "٢٠٣.0.113.9",
    ],
)
def test_what_is_not_one_address_in_its_one_spelling_is_not_believed(who, said):
    assert who(said) == PROXY


def test_header_of_who_is_no_named_proxy_says_nothing(who):
    assert who(VISITOR, peer=OTHER) == OTHER


def test_without_proxies_no_header_says_anything(who):
    assert who(VISITOR, proxies=0) == PROXY


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (f"{VISITOR}, {INNER}", VISITOR),
        # Who came to the inner proxy without passing the outer one cannot speak for others.
        (f"{OTHER}, {VISITOR}", VISITOR),
        (VISITOR, VISITOR),
        # A proxy that asks for itself.
        (INNER, INNER),
        (f"n’importe quoi, {INNER}", PROXY),
        (f"{OTHER}, {VISITOR}, {INNER}", PROXY),
    ],
)
def test_each_of_two_proxies_is_believed_if_it_is_named(who, said, expected):
    assert who(said, proxies=2) == expected


def test_another_header_may_be_the_one_that_is_believed(who, settings):
    settings.PROXY_HEADER = "Visiteur"
    assert who(VISITOR, header="Visiteur") == VISITOR
    assert who(VISITOR) == PROXY


@pytest.mark.parametrize(
    ("peer", "expected"), [("", PROXY), ("::ffff:127.0.0.1", PROXY), ("2001:DB8::1", "2001:db8::1"), ("unix:", "unix:")]
)
def test_peer_is_told_in_one_spelling(who, peer, expected):
    assert who(None, peer=peer) == expected


def test_proxy_on_a_socket_of_this_machine_is_one_of_this_machine(who):
    assert who(VISITOR, peer="") == VISITOR


def test_address_is_not_kept_and_is_another_the_next_day():
    today, tomorrow = (adresse_du_jour(VISITOR, date(2026, 3, day)) for day in (1, 2))
    assert today != tomorrow
    assert "203" not in today


def test_neighbours_in_the_prefix_that_one_customer_has_are_one():
    day = date(2026, 3, 1)
    counted = [adresse_du_jour(one, day) for one in ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", "2001:db8:1:3::1")]
    assert (counted[0] == counted[1], counted[0] == counted[2]) == (True, False)


def test_nobody_else_reads_who_asks():
    """No room but this function knows the peer or a header of proxies."""
    told = re.compile(r"REMOTE_ADDR|X[-_]FORWARDED[-_]FOR|X[-_]REAL[-_]IP|PROXY_HEADER|HTTP_FORWARDED", re.IGNORECASE)
    readers = {
        str(path.relative_to(ROOT))
        for room in ORDER
        for path in (Path(ROOT) / room).rglob("*.py")
        if told.search(path.read_text(encoding="utf-8"))
    }
    assert readers == {"ground/visitors.py", "cms/settings.py"}
