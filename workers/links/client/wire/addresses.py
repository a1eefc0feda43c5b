"""Which resolved addresses a check may open a socket to.

An explicit table: `ipaddress.is_global` and `is_private` are no policy (they differ between Python versions,
and let NAT64, 6to4 and site-local forms of an internal address through). Sources: IANA special-purpose
registries for IPv4 and IPv6, plus the metadata addresses that clouds answer on.
"""

from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

DENIED_V4: tuple[tuple[IPv4Network, str], ...] = tuple(
    (IPv4Network(network), why)
    for network, why in (
        ("0.0.0.0/8", "this network"),
        ("10.0.0.0/8", "private"),
        ("100.64.0.0/10", "carrier NAT"),
        ("127.0.0.0/8", "loopback"),
        ("168.63.129.16/32", "cloud metadata"),
        ("169.254.0.0/16", "link local and cloud metadata"),
        ("172.16.0.0/12", "private"),
        ("192.0.0.0/24", "protocol assignments"),
        ("192.0.2.0/24", "documentation"),
        ("192.88.99.0/24", "6to4 relay"),
        ("192.168.0.0/16", "private"),
        ("198.18.0.0/15", "benchmarks"),
        ("198.51.100.0/24", "documentation"),
        ("203.0.113.0/24", "documentation"),
        ("224.0.0.0/4", "multicast"),
        ("240.0.0.0/4", "reserved and broadcast"),
    )
)
DENIED_V6: tuple[tuple[IPv6Network, str], ...] = tuple(
    (IPv6Network(network), why)
    for network, why in (
        ("::1/128", "loopback"),
        ("::/96", "unspecified or IPv4-compatible"),
        ("64:ff9b:1::/48", "local NAT64"),
        ("100::/64", "discard only"),
        ("2001::/23", "protocol assignments, Teredo, ORCHID, benchmarks"),
        ("2001:db8::/32", "documentation"),
        ("3fff::/20", "documentation"),
        ("5f00::/16", "segment routing"),
        ("fc00::/7", "unique local"),
        ("fe80::/10", "link local"),
        ("fec0::/10", "site local"),
        ("ff00::/8", "multicast"),
    )
)
GLOBAL_V6 = IPv6Network("2000::/3")
# Prefix, and how many bits to the left of the end the embedded IPv4 address stops.
EMBEDDED_V4: tuple[tuple[IPv6Network, int], ...] = (
    (IPv6Network("::ffff:0:0/96"), 0),
    (IPv6Network("64:ff9b::/96"), 0),
    (IPv6Network("2002::/16"), 80),
)
ISATAP_MARKS = (0x00005EFE, 0x02005EFE)


def parse_server(text: str) -> tuple[str, int]:
    """(address, port) of IP, IP:PORT or [IPv6]:PORT; port 0 is the usual one. Raises ValueError."""
    host, colon, port = text.rpartition(":") if text.count(":") == 1 or "]:" in text else (text, "", "0")
    address = str(ip_address(host[1:-1] if host.startswith("[") and host.endswith("]") else host))
    if not (port.isascii() and port.isdigit()) or int(port) > 65535 or (colon and not int(port)):
        raise ValueError(text)
    return address, int(port)


@lru_cache(maxsize=8192)
def refusal(address: str, *, allow_loopback: bool = False) -> str | None:
    """Why no socket may be opened to this address, or None when it is public.

    With `allow_loopback` 127.0.0.0/8 and ::1 pass in their plain forms only: never as mapped or embedded ones.
    """
    try:
        parsed = ip_address(address)
    except ValueError:
        return "not an address"
    if allow_loopback and parsed.is_loopback and not getattr(parsed, "ipv4_mapped", None):
        return None
    if isinstance(parsed, IPv4Address):
        return _refusal_v4(parsed)
    return _refusal_v6(parsed)


def _refusal_v4(address: IPv4Address) -> str | None:
    return next((why for network, why in DENIED_V4 if address in network), None)


def _refusal_v6(address: IPv6Address) -> str | None:
    if address.scope_id is not None:
        return "scoped"
    bits = int(address)
    for network, shift in EMBEDDED_V4:
        if address in network:
            return _refusal_v4(IPv4Address((bits >> shift) & 0xFFFFFFFF))
    for network, why in DENIED_V6:
        if address in network:
            return why
    if address not in GLOBAL_V6:
        return "outside the global range"
    if (bits >> 32) & 0xFFFFFFFF in ISATAP_MARKS:
        return _refusal_v4(IPv4Address(bits & 0xFFFFFFFF))
    return None
