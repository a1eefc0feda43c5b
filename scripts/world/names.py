"""A name server for the world: one UDP socket on loopback that knows its table and nothing else (RFC 1035)."""

import asyncio
import struct
from collections.abc import Mapping
from ipaddress import ip_address
from typing import Literal

A, AAAA = 1, 28
NO_ERROR, SERVER_FAILURE, NO_SUCH_NAME = 0, 2, 3
Answer = tuple[str, ...] | Literal["servfail", "silence"]


class NameServer(asyncio.DatagramProtocol):
    """Answers A and AAAA from a table. A value is addresses, "servfail" or "silence"; unknown names do not exist."""

    def __init__(self, table: Mapping[str, Answer]) -> None:
        self._table = table
        self._transport: asyncio.DatagramTransport | None = None

    async def start(self) -> int:
        """Listens on a free port of 127.0.0.1 and returns it."""
        loop = asyncio.get_running_loop()
        self._transport, _ = await loop.create_datagram_endpoint(lambda: self, local_addr=("127.0.0.1", 0))
        port: int = self._transport.get_extra_info("sockname")[1]
        return port

    def stop(self) -> None:
        if self._transport is not None:
            self._transport.close()

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        answer = self.reply(data)
        if answer and self._transport is not None:
            self._transport.sendto(answer, addr)

    def reply(self, query: bytes) -> bytes:
        """The answer to one query, empty for silence."""
        name, kind, end = _question(query)
        found = self._table.get(name)
        if found == "silence":
            return b""
        if found == "servfail" or found is None:
            return _header(query, SERVER_FAILURE if found else NO_SUCH_NAME, 0) + query[12:end]
        addresses = [ip_address(address) for address in found]
        records = b"".join(
            struct.pack("!HHHIH", 0xC00C, kind, 1, 0, len(address.packed)) + address.packed
            for address in addresses
            if kind == (A if address.version == 4 else AAAA)
        )
        count = sum(kind == (A if address.version == 4 else AAAA) for address in addresses)
        return _header(query, NO_ERROR, count) + query[12:end] + records


def _header(query: bytes, code: int, answers: int) -> bytes:
    # Response, recursion desired and available.
    return query[:2] + struct.pack("!HHHHH", 0x8180 | code, 1, answers, 0, 0)


def _question(query: bytes) -> tuple[str, int, int]:
    labels, at = [], 12
    while query[at]:
        labels.append(query[at + 1 : at + 1 + query[at]].decode("ascii").lower())
        at += query[at] + 1
    (kind,) = struct.unpack("!H", query[at + 1 : at + 3])
    return ".".join(labels), kind, at + 5
