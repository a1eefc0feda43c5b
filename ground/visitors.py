"""Who is asking, in a form to count by: decided here alone, for all rooms. The address itself is never kept.

A proxy in front says whom it speaks for in a header, which anybody can send. It is believed from a proxy that is named
(`PROXY_ADDRESSES`), when it came once and holds addresses, each in its one spelling; else the peer is who asks, which
is the proxy itself: whoever plays with the header shares the account of the others who do.

A server hands us `X_Forwarded_For` as if it were `X-Forwarded-For`, and of two the one that came last. Nobody can see
that here: the proxy must drop it, or speak in a header whose name has no hyphen (`docs/services.md`).
"""

import hashlib
from datetime import date
from ipaddress import IPv4Address, IPv6Address, ip_address

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

Address = IPv4Address | IPv6Address
#: What one customer of a provider is given at least: whoever has one address of it has them all.
PREFIX = 64
#: Only this machine reaches a socket that is a file, and then there is no peer to name.
SOCKET = "127.0.0.1"


def address_of(request: HttpRequest) -> str:
    """The caller's address, in one spelling; what the server calls the peer, where that is no address."""
    told = str(request.META.get("REMOTE_ADDR", "")) or SOCKET
    peer = _address(told)
    if peer is None:
        return told
    said = request.META.get(f"HTTP_{settings.PROXY_HEADER.upper().replace('-', '_')}", "")
    return str(_spoken_for(peer, str(said)))


def account_of(request: HttpRequest) -> str:
    """What the caller is counted under today."""
    return adresse_du_jour(address_of(request), timezone.localdate())


def adresse_du_jour(address: str, day: date) -> str:
    """What an address is counted under: nobody gets it back from that, nor follows it to the next day."""
    found = _address(address)
    counted = str(found) if found is None or found.version == 4 else str(int(found) >> (128 - PREFIX))
    salted = f"{settings.SECRET_KEY}{day.isoformat()}{address if found is None else counted}"
    return hashlib.blake2b(salted.encode(), digest_size=12, person=b"cadence").hexdigest()


def _spoken_for(peer: Address, said: str) -> Address:
    """Of whom `peer` says that he asks: a named proxy is asked in its turn, as far as the operator has some."""
    hops = settings.TRUSTED_PROXIES
    chain = [_address(one.strip()) for one in said.split(",")] if said else []
    if not 0 < len(chain) <= hops or not _is_named(peer):
        # More of them than there are proxies: the header came twice, or the first proxy added to what it was sent.
        return peer
    asker = peer
    for one in reversed(chain):
        if one is None:
            return peer
        asker = one
        if not _is_named(one):
            return asker
    return asker


def _is_named(proxy: Address) -> bool:
    return any(proxy in network for network in settings.PROXY_ADDRESSES)


def _address(text: str) -> Address | None:
    """The address that is written so; None for a name, a port, brackets, a zone, or anything else."""
    try:
        found = ip_address(text)
    except ValueError:
        return None
    if isinstance(found, IPv4Address):
        return found
    # How a socket that takes both writes an address of four numbers.
    return found.ipv4_mapped or (found if found.scope_id is None else None)
