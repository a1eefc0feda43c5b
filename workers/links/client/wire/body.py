"""Reading the start of a body within bounds of time, bytes on the wire and bytes in memory."""

import asyncio
import zlib
from dataclasses import dataclass
from typing import Protocol

import brotli
from aiohttp import ClientError, StreamReader

CHUNK = 64 * 1024
# How files begin that servers like to call « text/html »: PDF, ZIP (and office files), PNG, GIF, JPEG, gzip, OLE.
BINARY_STARTS = (b"%PDF", b"PK\x03\x04", b"\x89PNG", b"GIF8", b"\xff\xd8\xff", b"\x1f\x8b", b"\xd0\xcf\x11\xe0")


class BodyBroken(Exception):  # noqa: N818  reads as a sentence where it is caught
    """The compressed bytes are not what their header says."""


class Decoder(Protocol):
    def feed(self, data: bytes, room: int) -> bytes:
        """At most `room` decoded bytes; what does not fit is dropped, never held."""


class Identity:
    def feed(self, data: bytes, room: int) -> bytes:
        return data[:room]


class Deflated:
    """gzip, and both readings of « deflate » (with and without the zlib header)."""

    def __init__(self, *, gzip: bool) -> None:
        self._gzip = gzip
        self._inflate = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16 if gzip else zlib.MAX_WBITS)
        self._started = False

    def feed(self, data: bytes, room: int) -> bytes:
        if not self._started and not self._gzip and data and data[0] & 0x0F != 8:
            self._inflate = zlib.decompressobj(wbits=-zlib.MAX_WBITS)
        self._started = True
        try:
            return self._inflate.decompress(data, room)
        except zlib.error as exc:
            raise BodyBroken("compression illisible") from exc


class Brotli:
    def __init__(self) -> None:
        self._brotli = brotli.Decompressor()

    def feed(self, data: bytes, room: int) -> bytes:
        try:
            return self._brotli.process(data, output_buffer_limit=room)[:room]
        except brotli.error as exc:
            raise BodyBroken("compression illisible") from exc


def is_binary(data: bytes) -> bool:
    """Whether this is the start of a document and no page, whatever its declared type."""
    return data.startswith(BINARY_STARTS)


def decoder_for(encoding: str) -> Decoder | None:
    """The decoder of a Content-Encoding; None for one that was not asked for."""
    name = encoding.strip().lower()
    if name in ("", "identity", "none"):
        return Identity()
    if name in ("gzip", "x-gzip"):
        return Deflated(gzip=True)
    if name == "deflate":
        return Deflated(gzip=False)
    return Brotli() if name == "br" else None


def told_true(decoder: Decoder | None, start: bytes) -> Decoder | None:
    """The decoder, or none for bytes that are plain HTML although their header says they are compressed."""
    return Identity() if decoder is not None and start[:64].lstrip()[:1] == b"<" else decoder


@dataclass(slots=True)
class BodyHead:
    """The decoded start of a body. `problem` is "", "lent" (the limit passed) or "coupé" (closed or broken)."""

    data: bytes = b""
    raw_bytes: int = 0
    complete: bool = False
    problem: str = ""


async def read_head(stream: StreamReader, *, encoding: str, room: int, raw_room: int, deadline: float) -> BodyHead:
    """Up to `room` decoded bytes from at most `raw_room` on the wire, until `deadline` (loop time)."""
    head = BodyHead()
    decoder = decoder_for(encoding)
    pieces: list[bytes] = []
    try:
        if stream.is_eof():
            # All of it came with the headers, as most pages do: no timer is needed.
            data = stream.read_nowait(raw_room)
            head.raw_bytes = len(data)
            return _whole(data, told_true(decoder, data), room, complete=stream.at_eof())
        async with asyncio.timeout_at(deadline):
            while head.raw_bytes < raw_room and room > 0:
                chunk = await stream.read(min(CHUNK, raw_room - head.raw_bytes))
                if not chunk:
                    head.complete = True
                    break
                head.raw_bytes += len(chunk)
                if head.raw_bytes == len(chunk):
                    decoder = told_true(decoder, chunk)
                piece = decoder.feed(chunk, room) if decoder else b""
                room -= len(piece)
                pieces.append(piece)
    except TimeoutError:
        head.problem = "lent"
    except (BodyBroken, ClientError, OSError):
        head.problem = "coupé"
    head.data = b"".join(pieces)
    return head


def _whole(data: bytes, decoder: Decoder | None, room: int, *, complete: bool) -> BodyHead:
    decoded = decoder.feed(data, room) if decoder and data else b""
    return BodyHead(decoded, len(data), complete and len(decoded) < room)
