"""One request of a visitor of the world, and everything a server may do to it."""

import asyncio
import socket
import struct
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

PAGE = (
    "<!doctype html><html lang=fr><head><title>Guide des alliances territoriales</title></head><body>"
    "<h1>Guide des alliances</h1><p id=methode>"
    + "Une méthode pour bâtir un partenariat, racontée par celles et ceux qui l’ont essayée. " * 8
    + "</p><a href=/suite>Lire la suite</a></body></html>"
)


@dataclass(slots=True)
class Exchange:
    """A request and its connection. `tempo` scales every delay; `hits` counts requests by method and path."""

    method: str
    path: str
    headers: dict[str, str]
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    tempo: float
    hits: Counter[tuple[str, str]]
    own_url: str
    closing: bool = False
    arrivals: list[float] = field(default_factory=list)

    async def pause(self, seconds: float) -> None:
        await asyncio.sleep(seconds * self.tempo)

    async def hang(self) -> None:
        """Says nothing more until the visitor leaves."""
        await self.reader.read()
        self.closing = True

    def raw(self, data: bytes) -> None:
        self.writer.write(data)

    def answer(self, status: int, body: str | bytes = "", headers: dict[str, str] | None = None) -> None:
        data = body.encode() if isinstance(body, str) else body
        shown = {"Content-Type": "text/html; charset=utf-8", "Content-Length": str(len(data)), **(headers or {})}
        lines = "".join(f"{name}: {value}\r\n" for name, value in shown.items())
        self.raw(f"HTTP/1.1 {status} Status\r\n{lines}\r\n".encode("utf-8", "surrogateescape"))
        if self.method != "HEAD" and status not in (204, 304):
            self.raw(data)

    def reset(self) -> None:
        """Ends with a TCP reset, not with a polite close."""
        reset(self.writer)
        self.closing = True

    def close(self) -> None:
        self.closing = True


def reset(writer: asyncio.StreamWriter) -> None:
    """Ends a connection with a TCP reset."""
    opened = writer.get_extra_info("socket")
    opened.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


Behaviour = Callable[[Exchange], Awaitable[None]]
