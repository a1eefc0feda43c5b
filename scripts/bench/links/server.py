"""`python -m scripts.bench.links.server`: the loopback server that every tool is measured against.

Living pages on so many addresses of 127.20.0.0/16, and one address for each fault row. It prints one line of JSON with
`living` (addresses) and `faults` (`slug`, `url`, `first`, `settled`), then serves until its standard input ends.
"""

import argparse
import asyncio
import contextlib
import json
import socket
import sys
from typing import Any

from scripts.world.exchange import PAGE
from scripts.world.rows import ROWS
from scripts.world.server import Row, World, address_of

BODY = PAGE.encode()
LIVING = (b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: %d\r\n\r\n" % len(BODY)) + BODY
NO_ROBOTS = b"HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\nContent-Length: 0\r\n\r\n"


class Living(asyncio.Protocol):
    """A site where every page lives. As little work as can be: the tools share the machine with it."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)  # noqa: S101  what a TCP server hands over
        self.transport = transport
        self.rest = b""

    def data_received(self, data: bytes) -> None:
        data = self.rest + data
        *whole, self.rest = data.split(b"\r\n\r\n")
        for head in whole:
            if head.startswith(b"GET /robots.txt "):
                self.transport.write(NO_ROBOTS)
            else:
                self.transport.write(LIVING[: -len(BODY)] if head.startswith(b"HEAD ") else LIVING)


def living_address(index: int) -> str:
    return f"127.20.{index // 250}.{index % 250 + 1}"


def is_for_every_tool(row: Row) -> bool:
    """Whether the row can be met under a bare address over http, without our own names and certificates."""
    plain = not (row.url or row.tls or row.known_as or row.dead_beside or row.on_ipv6 or row.blackhole)
    return plain and row.names is None and row.exists and row.listens


def fault_rows() -> list[Row]:
    return [row for row in ROWS if is_for_every_tool(row)]


def faults(world: World) -> list[dict[str, str]]:
    """Each fault row under the literal address of its own."""
    return [
        {
            "slug": row.slug,
            "url": f"http://{address_of(index)}:{world.port}{row.path}",
            "first": row.first.value,
            "settled": row.settled.value,
        }
        for index, row in enumerate(world.rows)
    ]


async def serve(hosts: int, per_host: int, tempo: float) -> None:
    loop = asyncio.get_running_loop()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    async with contextlib.AsyncExitStack() as stack:
        world = await stack.enter_async_context(World(fault_rows(), tempo=tempo))
        for index in range(hosts):
            server = await loop.create_server(Living, living_address(index), port, backlog=512)
            stack.callback(server.close)
        urls = [f"http://{living_address(i)}:{port}/guides/{n}" for n in range(per_host) for i in range(hosts)]
        told: dict[str, Any] = {"living": urls, "faults": faults(world)}
        sys.stdout.write(json.dumps(told) + "\n")
        sys.stdout.flush()
        await loop.run_in_executor(None, sys.stdin.read)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m scripts.bench.links.server")
    parser.add_argument("--hosts", type=int, default=200)
    parser.add_argument("--per-host", type=int, default=25)
    parser.add_argument("--tempo", type=float, default=1.0)
    options = parser.parse_args()
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(serve(options.hosts, options.per_host, options.tempo))


if __name__ == "__main__":
    main()
