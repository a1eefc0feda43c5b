"""What the other end may do, as small functions to be combined by the rows of the world."""

import asyncio
import gzip
import struct
import zlib
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import cache

import brotli

from scripts.world.exchange import PAGE, Behaviour, Exchange


def answers(status: int, body: str | bytes = PAGE, **headers: str) -> Behaviour:
    """The same answer to everything; underscores in header names become hyphens."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}

    async def serve(exchange: Exchange) -> None:
        exchange.answer(status, body, named)

    return serve


def redirects(status: int, location: str, **headers: str) -> Behaviour:
    """To this place, with {host} and {port} of the visitor's own address filled in."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}

    async def serve(exchange: Exchange) -> None:
        host, _, port = exchange.headers.get("host", "").partition(":")
        exchange.answer(status, "", {**named, "Location": location.format(host=host, port=port)})

    return serve


def asks_to_wait(status: int, seconds: int) -> Behaviour:
    """Retry-After as a date, so far from now (negative: in the past)."""

    async def serve(exchange: Exchange) -> None:
        when = datetime.now(UTC) + timedelta(seconds=seconds)
        exchange.answer(status, "", {"Retry-After": format_datetime(when, usegmt=True)})

    return serve


def by_method(*, head: Behaviour, get: Behaviour) -> Behaviour:
    async def serve(exchange: Exchange) -> None:
        await (head if exchange.method == "HEAD" else get)(exchange)

    return serve


def by_path(paths: Mapping[str, Behaviour], otherwise: Behaviour) -> Behaviour:
    async def serve(exchange: Exchange) -> None:
        await paths.get(exchange.path, otherwise)(exchange)

    return serve


def at_first(times: int, first: Behaviour, then: Behaviour) -> Behaviour:
    """`first` for so many GETs of a path (and the HEADs before them), `then` afterwards."""

    async def serve(exchange: Exchange) -> None:
        seen = exchange.hits["GET", exchange.path] - (exchange.method == "GET")
        await (first if seen < times else then)(exchange)

    return serve


def after(seconds: float, then: Behaviour) -> Behaviour:
    async def serve(exchange: Exchange) -> None:
        await exchange.pause(seconds)
        await then(exchange)

    return serve


def when_header(name: str, has: Callable[[str], bool], then: Behaviour, otherwise: Behaviour) -> Behaviour:
    async def serve(exchange: Exchange) -> None:
        await (then if has(exchange.headers.get(name.lower(), "")) else otherwise)(exchange)

    return serve


async def hangs(exchange: Exchange) -> None:
    await exchange.hang()


async def resets(exchange: Exchange) -> None:
    exchange.reset()


async def closes(exchange: Exchange) -> None:
    exchange.close()


def says(data: bytes) -> Behaviour:
    """These very bytes, then the end."""

    async def serve(exchange: Exchange) -> None:
        exchange.raw(data)
        exchange.close()

    return serve


async def drips(exchange: Exchange) -> None:
    """Headers at once, then two bytes a second for ever."""
    exchange.raw(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 1000000\r\n\r\n")
    while not exchange.writer.is_closing() and exchange.method != "HEAD":
        exchange.raw(b"ab")
        await exchange.pause(1)
    exchange.close()


async def withholds_body(exchange: Exchange) -> None:
    """Headers that promise a body, which never comes."""
    exchange.raw(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 5000\r\n\r\n")
    if exchange.method != "HEAD":
        await exchange.hang()


def streams(total: int, content_type: str, *, coding: str = "", chunk: bytes = b"x" * 65536) -> Behaviour:
    """A body of `total` bytes on the wire, in chunks, for as long as the visitor stays."""

    async def serve(exchange: Exchange) -> None:
        encoding = f"Content-Encoding: {coding}\r\n" if coding else ""
        exchange.raw(
            f"HTTP/1.1 200 OK\r\nContent-Type: {content_type}\r\n{encoding}Content-Length: {total}\r\n\r\n".encode()
        )
        sent = 0
        while sent < total and exchange.method != "HEAD" and not exchange.writer.is_closing():
            exchange.raw(chunk[: total - sent])
            sent += len(chunk)
            try:
                await exchange.writer.drain()
            except ConnectionError:
                break
        exchange.closing = exchange.method != "HEAD"

    return serve


async def streams_for_ever(exchange: Exchange) -> None:
    exchange.raw(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n")
    while exchange.method != "HEAD" and not exchange.writer.is_closing():
        exchange.raw(b"10000\r\n" + b"<p>encore</p>    " * 3855 + b"x" + b"\r\n")
        try:
            await exchange.writer.drain()
        except ConnectionError:
            break
    exchange.close()


BOMB_SIZE = 200 * 1024 * 1024


def bomb(coding: str) -> Behaviour:
    """200 MiB of spaces, compressed as far as the coding goes."""

    async def serve(exchange: Exchange) -> None:
        exchange.answer(200, await asyncio.to_thread(compressed_bomb, coding), {"Content-Encoding": coding})

    return serve


@cache
def compressed_bomb(coding: str) -> bytes:
    """The body of a bomb. The brotli one holds 20 MiB: brotli is slow to write, and that overflows any bound too."""
    block = b" " * (1024 * 1024)
    pieces = BOMB_SIZE // len(block)
    if coding == "br":
        squeezer = brotli.Compressor(quality=1)
        return b"".join(squeezer.process(block) for _ in range(pieces // 10)) + squeezer.finish()
    # One piece, packed so that it can be repeated: nothing in it refers to the one before.
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    body = (packer.compress(block) + packer.flush(zlib.Z_FULL_FLUSH)) * pieces + packer.flush()
    if coding == "gzip":
        head, check = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03", zlib.crc32
    else:
        head, check = b"\x78\xda", zlib.adler32
    told = check(block)
    for _ in range(pieces - 1):
        told = check(block, told)
    end = struct.pack("<II", told, BOMB_SIZE) if coding == "gzip" else struct.pack(">I", told)
    return head + body + end


def compressed_page(coding: str) -> Behaviour:
    data = PAGE.encode()
    packed = {"gzip": gzip.compress, "deflate": zlib.compress, "br": brotli.compress}[coding](data)
    return answers(200, packed, Content_Encoding=coding)


def limits_rate(interval: float, then: Behaviour) -> Behaviour:
    """429 to whoever comes back sooner than `interval` seconds after the last visit."""

    async def serve(exchange: Exchange) -> None:
        now = asyncio.get_running_loop().time()
        soon = bool(exchange.arrivals) and now - exchange.arrivals[-1] < interval * exchange.tempo
        exchange.arrivals.append(now)
        await (answers(429, "") if soon else then)(exchange)

    return serve


def wants_cookie_by_detour(then: Behaviour) -> Behaviour:
    """Sends the visitor to a page that sets the cookie and sends it back."""

    async def serve(exchange: Exchange) -> None:
        if "vu=1" in exchange.headers.get("cookie", ""):
            await then(exchange)
        elif exchange.path == "/temoin":
            exchange.answer(302, "", {"Location": "/guides/alliances", "Set-Cookie": "vu=1; Path=/"})
        else:
            exchange.answer(302, "", {"Location": "/temoin"})

    return serve


def wants_cookie(then: Behaviour) -> Behaviour:
    """Redirects to itself until the visitor brings back the cookie it set."""

    async def serve(exchange: Exchange) -> None:
        if "vu=1" in exchange.headers.get("cookie", ""):
            await then(exchange)
        else:
            exchange.answer(302, "", {"Location": exchange.path, "Set-Cookie": "vu=1; Path=/; HttpOnly"})

    return serve
