"""Answers that the HTTP parser refuses but that every browser shows: a length that lies, a chunk that breaks off.

The parser is right to be strict, and what it refuses is never taken for a page that works unless the server's own
first line says so. Pure, but for the handler that keeps the bytes.
"""

import re
from typing import Any

from aiohttp.client_proto import ResponseHandler
from multidict import CIMultiDict, CIMultiDictProxy

KEPT = 32 * 1024
MAX_LINES = 256
_START = re.compile(rb"HTTP/1\.[01] ([2-5]\d\d)(?: [^\r\n]*)?\r?\n")
_END = re.compile(rb"\r?\n\r?\n")


class KeepingHandler(ResponseHandler):
    """aiohttp's protocol, which also keeps the first bytes of the answer that it reads."""

    kept: bytes = b""

    def data_received(self, data: bytes) -> None:
        if len(self.kept) < KEPT:
            self.kept = self.kept + data if self.kept else data
        super().data_received(data)


class Salvaged:
    """The status, headers and start of the body of an answer that was badly framed."""

    __slots__ = ("body", "headers", "status")

    def __init__(self, status: int, headers: CIMultiDictProxy[str], body: bytes) -> None:
        self.status = status
        self.headers = headers
        self.body = body


def salvaged(kept: bytes) -> Salvaged | None:
    """What can be read in spite of the framing; None for anything that does not begin as HTTP does."""
    start = _START.match(kept)
    end = _END.search(kept, 0, KEPT)
    if start is None or end is None:
        return None
    lines = kept[start.end() : end.start()].splitlines()
    if len(lines) > MAX_LINES:
        return None
    headers: CIMultiDict[str] = CIMultiDict()
    for line in lines:
        name, colon, value = line.decode("latin-1").partition(":")
        if colon and name.isascii() and " " not in name.strip():
            headers.add(name.strip(), value.strip())
    return Salvaged(int(start[1]), CIMultiDictProxy(headers), kept[end.end() :])


def forget(protocol: Any) -> None:
    """Begin anew: the connection is about to carry another answer."""
    if isinstance(protocol, KeepingHandler):
        protocol.kept = b""
