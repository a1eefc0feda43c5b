"""Names to addresses, with the reason when there are none, and no non-public address among them.

Talks to the system's DNS servers through c-ares. A single refused address in an answer refuses the whole
answer: a name that points both outside and inside is an attack or a mistake, never a partner's site.
"""

import asyncio
import socket
from collections.abc import Callable, Sequence
from typing import Protocol

import aiodns
import pycares
from aiohttp.abc import AbstractResolver, ResolveResult

from workers.links.client.classes import ObservationClass

NO_SUCH_NAME = frozenset({pycares.errno.ARES_ENOTFOUND, pycares.errno.ARES_ENODATA})


class LookupFailed(Exception):  # noqa: N818  reads as a sentence where it is caught
    """A name gave no address; `class_` says how it failed."""

    def __init__(self, class_: ObservationClass, reason: str) -> None:
        super().__init__(reason)
        self.class_ = class_
        self.reason = reason


class AddressRefused(Exception):  # noqa: N818  reads as a sentence where it is caught
    """An address is not public. Carries neither the address nor the name, so that nothing can echo them."""


class Lookup(Protocol):
    """Where names come from: the network's DNS, or a test's own table."""

    async def addresses(self, host: str) -> Sequence[str]:
        """All IPv4 and IPv6 addresses of `host`, or `LookupFailed`."""

    async def close(self) -> None: ...


class AresLookup:
    """The system's resolvers, asked for A and AAAA, telling « no such domain » from « no answer »."""

    def __init__(
        self, *, nameservers: Sequence[str] | None = None, port: int = 0, timeout: float = 2.0, tries: int = 2
    ) -> None:
        ports = {"udp_port": port, "tcp_port": port} if port else {}
        self._resolver = aiodns.DNSResolver(
            nameservers=nameservers,
            timeout=timeout,
            tries=tries,
            # A partner's name is never completed with the search domains of this machine.
            flags=pycares.ARES_FLAG_NOSEARCH,
            loop=asyncio.get_running_loop(),
            **ports,
        )

    async def addresses(self, host: str) -> Sequence[str]:
        try:
            answer = await self._resolver.getaddrinfo(host, family=socket.AF_UNSPEC, type=socket.SOCK_STREAM)
        except aiodns.error.DNSError as exc:
            raise _failure(exc.args[0] if exc.args else None) from exc
        found = [_text(node.addr[0]) for node in answer.nodes]
        if not found:
            raise LookupFailed(ObservationClass.DNS_NX, "nom de domaine sans adresse")
        return found

    async def close(self) -> None:
        await self._resolver.close()


def _text(address: bytes | str) -> str:
    return address.decode("ascii") if isinstance(address, bytes) else address


def _failure(code: int | None) -> LookupFailed:
    if code in NO_SUCH_NAME:
        return LookupFailed(ObservationClass.DNS_NX, "nom de domaine inexistant")
    if code == pycares.errno.ARES_ETIMEOUT:
        return LookupFailed(ObservationClass.TIMEOUT_DNS, "serveurs de noms muets")
    return LookupFailed(ObservationClass.DNS_FAIL, "serveurs de noms en erreur")


class GuardedResolver(AbstractResolver):
    """aiohttp's resolver: a `Lookup` within a time limit, behind the table of refused addresses."""

    def __init__(self, lookup: Lookup, *, limit: float, refuses: Callable[[str], bool]) -> None:
        self._lookup = lookup
        self._limit = limit
        self._refuses = refuses

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        try:
            async with asyncio.timeout(self._limit):
                addresses = await self._lookup.addresses(host)
        except TimeoutError as exc:
            raise LookupFailed(ObservationClass.TIMEOUT_DNS, "serveurs de noms muets") from exc
        if any(map(self._refuses, addresses)):
            raise AddressRefused
        return [
            ResolveResult(
                hostname=host,
                host=address,
                port=port,
                family=socket.AF_INET6 if ":" in address else socket.AF_INET,
                proto=socket.IPPROTO_TCP,
                flags=socket.AI_NUMERICHOST | socket.AI_NUMERICSERV,
            )
            for address in addresses
        ]

    async def close(self) -> None:
        await self._lookup.close()
