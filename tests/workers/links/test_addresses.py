import pytest

from workers.links.client.wire.addresses import refusal

DENIED = """
0.0.0.0 0.1.2.3 10.0.0.1 10.255.255.255 100.64.0.1 100.127.255.254 100.100.100.200 127.0.0.1 127.255.255.254
168.63.129.16 169.254.0.1 169.254.169.254 172.16.0.1 172.31.255.255 192.0.0.1 192.0.0.192 192.0.2.1 192.88.99.1
192.168.0.1 192.168.255.255 198.18.0.1 198.19.255.255 198.51.100.1 203.0.113.1 224.0.0.1 239.255.255.255
240.0.0.1 255.255.255.255
:: ::1 ::127.0.0.1 ::8.8.8.8 ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:169.254.169.254 ::ffff:0:127.0.0.1
64:ff9b::127.0.0.1 64:ff9b::10.0.0.1 64:ff9b::a9fe:a9fe 64:ff9b:1::1 64:ff9b:1::8.8.8.8 100::1
2001::1 2001:0:7f00:1::1 2001:2::1 2001:10::1 2001:20::1 2001:db8::1 2002:7f00:1::1 2002:a00:1::1 2002:c0a8:1::1
2002:a9fe:a9fe::1 3fff::1 5f00::1 fc00::1 fd00:ec2::254 fe80::1 fe80::1%eth0 fec0::1 fec0:ffff::1 ff02::1 ff0e::1
4000::1 2a00:1::5efe:7f00:1 2a00:1::200:5efe:10.0.0.1 metadata localhost 127.1 0x7f.1
"""
ALLOWED = """
1.1.1.1 8.8.8.8 100.63.255.255 100.128.0.1 126.255.255.255 128.0.0.1 169.253.255.255 172.15.255.255 172.32.0.1
192.0.1.1 192.167.255.255 198.17.255.255 198.20.0.1 223.255.255.255
2606:4700::1 2a00:1450:4007::200e 2001:4860:4860::8888 64:ff9b::8.8.8.8 2002:808:808::1 ::ffff:8.8.8.8
2a00:1::5efe:8.8.8.8
"""


@pytest.mark.parametrize("address", DENIED.split())
def test_refusal_denies_what_is_not_public(address):
    assert refusal(address) is not None


@pytest.mark.parametrize("address", ALLOWED.split())
def test_refusal_lets_public_addresses_through(address):
    assert refusal(address) is None


@pytest.mark.parametrize("address", ["127.0.0.1", "127.17.4.9", "::1"])
def test_refusal_with_loopback_allowed_lets_plain_loopback_through(address):
    assert refusal(address, allow_loopback=True) is None


@pytest.mark.parametrize(
    "address",
    [
        "::ffff:127.0.0.1",
        "64:ff9b::127.0.0.1",
        "2002:7f00:1::1",
        "::127.0.0.1",
        "10.0.0.1",
        "169.254.169.254",
        "0.0.0.0",
    ],
)
def test_refusal_with_loopback_allowed_still_denies_other_forms(address):
    assert refusal(address, allow_loopback=True) is not None
