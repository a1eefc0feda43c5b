"""Rows about HTTP as it crosses the wire: framing, codings, redirects as servers write them, waiting times."""

import zlib

from scripts.world.behaviours import (
    after,
    answers,
    asks_to_wait,
    at_first,
    by_method,
    by_path,
    redirects,
    says,
    wants_cookie_by_detour,
)
from scripts.world.exchange import PAGE, Behaviour, Exchange
from scripts.world.kinds import FINE, NOT_FOUND, PATH, broken, danger, hidden, noticed, ok
from scripts.world.server import Row
from workers.links.client.classes import AttentionReason as R
from workers.links.client.classes import LienState as S
from workers.links.client.classes import ObservationClass as C

BODY = PAGE.encode()
HTML = b"Content-Type: text/html; charset=utf-8\r\n"
LENGTH = f"Content-Length: {len(BODY)}\r\n".encode()
NEW = by_path({"/nouveau": FINE}, NOT_FOUND)
RAW_DEFLATE = zlib.compressobj(wbits=-15)
RAW_DEFLATED = RAW_DEFLATE.compress(BODY) + RAW_DEFLATE.flush()


def moved(slug: str, location: str, **more: tuple[str, ...]) -> Row:
    """A temporary redirect written in this way, to a page that lives at /nouveau only."""
    behaviour = by_path({PATH: redirects(302, location), "/nouveau": FINE}, NOT_FOUND)
    return Row(slug, C.OK_REDIRECT_TEMP, S.OK, S.OK, behaviour, **more)  # type: ignore[arg-type]  # known_as only


def hops(count: int) -> Behaviour:
    """So many redirects before the page."""
    steps = {f"/{number}": redirects(302, f"/{number + 1}") for number in range(1, count)}
    return by_path({PATH: redirects(302, "/1"), **steps}, FINE)


async def head_with_body(exchange: Exchange) -> None:
    """Answers HEAD as if it were GET, as some frameworks do; the body comes when the headers have long been read."""
    exchange.answer(200, PAGE)
    await exchange.pause(0.5)
    exchange.raw(BODY)


async def longer_than_said(exchange: Exchange) -> None:
    """A body that goes on after its length, when the visitor has long turned to the next page."""
    exchange.answer(200, "User-agent: *\nAllow: /\n", {"Content-Type": "text/plain"})
    await exchange.writer.drain()
    await exchange.pause(0.05)
    exchange.raw(b"<!-- " + BODY)


async def answers_once(exchange: Exchange) -> None:
    """Says keep-alive and hangs up all the same."""
    exchange.answer(200, PAGE)
    exchange.close()


FRAMED = (
    ok("http_1_0", says(b"HTTP/1.0 200 OK\r\n" + HTML + b"\r\n" + BODY)),
    ok("no_reason_phrase", says(b"HTTP/1.1 200\r\n" + HTML + LENGTH + b"\r\n" + BODY)),
    ok(
        "bare_line_feeds",
        says(b"HTTP/1.1 200 OK\nContent-Type: text/html\n" + LENGTH.replace(b"\r", b"") + b"\n" + BODY),
    ),
    ok(
        "early_hints",
        says(b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\nHTTP/1.1 200 OK\r\n" + HTML + LENGTH + b"\r\n" + BODY),
    ),
    ok("continue_unasked", says(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n" + HTML + LENGTH + b"\r\n" + BODY)),
    ok("length_too_long", says(b"HTTP/1.1 200 OK\r\n" + HTML + b"Content-Length: 90000\r\n\r\n" + BODY)),
    ok("length_too_short", says(b"HTTP/1.1 200 OK\r\n" + HTML + b"Content-Length: 200\r\n\r\n" + BODY)),
    ok("length_twice", says(b"HTTP/1.1 200 OK\r\n" + HTML + LENGTH + LENGTH + b"\r\n" + BODY)),
    ok(
        "chunks_cut_short",
        says(b"HTTP/1.1 200 OK\r\n" + HTML + b"Transfer-Encoding: chunked\r\n\r\n200\r\n" + BODY[:512]),
    ),
    ok(
        "chunks_that_break_off",
        says(b"HTTP/1.1 200 OK\r\n" + HTML + b"Transfer-Encoding: chunked\r\n\r\n200\r\n" + BODY[:512] + b"\r\nzz\r\n"),
    ),
    ok("closed_by_the_end", says(b"HTTP/1.1 200 OK\r\n" + HTML + b"Connection: close\r\n\r\n" + BODY)),
    ok("headers_in_latin1", says(b"HTTP/1.1 200 OK\r\nX-Site: d\xe9j\xe0\r\n" + HTML + LENGTH + b"\r\n" + BODY)),
    ok("robots_with_a_tail", FINE, robots=longer_than_said),
    ok("head_with_a_body", head_with_body, path="/rapport.html"),
    ok(
        "pdf_head_with_a_body",
        by_method(head=head_with_body, get=answers(200, "%PDF-", Content_Type="application/pdf")),
        path="/a.pdf",
    ),
    ok("hangs_up_after_each_answer", answers_once),
    ok("no_type_no_length", says(b"HTTP/1.1 200 OK\r\n\r\n" + BODY)),
    ok("reset_content", answers(205, "")),
    ok("im_used", answers(226)),
    ok("multiple_choices", answers(300)),
    ok("not_modified_unasked", answers(304, "")),
    ok("etag_of_every_moment", answers(200, ETag='W/"x"', Last_Modified="pas une date")),
    broken("http_0_9", C.PROTOCOL, says(BODY)),
    broken("icecast", C.PROTOCOL, says(b"ICY 200 OK\r\nContent-Type: audio/mpeg\r\n\r\n")),
    broken("switching_protocols", C.PROTOCOL, says(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\n\r\n")),
    broken("closes_after_headers", C.RESET, says(b"HTTP/1.1 200 OK\r\n" + HTML + b"Content-Length: 5000\r\n\r\n")),
    broken("headers_never_end", C.TIMEOUT_HEADERS, by_method(head=FINE, get=after(60, FINE))),
)
CODED = (
    ok("gzip_that_is_not", answers(200, PAGE, Content_Encoding="gzip")),
    ok("brotli_that_is_not", answers(200, PAGE, Content_Encoding="br")),
    ok("gzip_cut_short", answers(200, zlib.compress(BODY, wbits=31)[:-40], Content_Encoding="gzip")),
    ok("deflate_without_header", answers(200, RAW_DEFLATED, Content_Encoding="deflate")),
    ok("zstd_unasked", answers(200, b"\x28\xb5\x2f\xfd" + bytes(60), Content_Encoding="zstd")),
    ok("unknown_coding", answers(200, PAGE, Content_Encoding="pack200")),
    ok("gzip_in_capitals", answers(200, zlib.compress(BODY, wbits=31), Content_Encoding="GZIP")),
)
WRITTEN = (
    moved("location_relative", "../nouveau"),
    moved("location_without_scheme", "//{host}:{port}/nouveau"),
    moved("location_with_spaces", " /nouveau "),
    moved("location_with_backslash", "\\nouveau"),
    moved("location_in_capitals", "HTTP://{host}:{port}/nouveau"),
    moved("location_with_fragment", "/nouveau#partie"),
    moved("location_of_another_name", "http://alliés.{host}:{port}/nouveau", known_as=("xn--allis-esa.{host}",)),
    Row("location_of_a_query", C.OK_REDIRECT_TEMP, S.OK, S.OK, by_path({PATH: redirects(302, "?v=2")}, FINE)),
    Row(
        "cookie_wall_by_detour",
        C.OK_REDIRECT_TEMP,
        S.OK,
        S.OK,
        wants_cookie_by_detour(FINE),
    ),
    noticed("eight_hops", C.OK_REDIRECT_TEMP, R.CHAIN, hops(8)),
    broken("nine_hops", C.REDIRECT_MANY, hops(9)),
    broken("location_empty", C.REDIRECT_BAD, redirects(302, "  ")),
    broken("location_unreadable", C.REDIRECT_BAD, redirects(302, "http://[::1/")),
    broken("location_mailto", C.REDIRECT_BAD, redirects(302, "mailto:contact@exemple.test")),
    broken("redirect_to_a_dead_name", C.DNS_NX, redirects(301, "http://disparu.exemple.test/")),
    broken("redirect_to_a_410", C.GONE, by_path({PATH: redirects(308, "/nouveau")}, answers(410, ""))),
    broken("use_proxy", C.REDIRECT_BAD, answers(305, "", Location="http://exemple.test/")),
    danger("redirect_to_a_short_literal", C.UNSAFE_TARGET, redirects(302, "http://0xA000005/")),
    danger("redirect_to_a_literal_in_unicode", C.UNSAFE_TARGET, redirects(302, "http://１０。０。０。５/")),
)
WAITING = (
    hidden("429_until_a_date", C.RATE_LIMITED, asks_to_wait(429, 3600)),
    hidden("429_for_ages", C.RATE_LIMITED, answers(429, "", Retry_After="999999999999")),
    ok("429_until_a_past_date_then_200", at_first(1, asks_to_wait(429, -3600), FINE)),
    ok("429_negative_then_200", at_first(1, answers(429, "", Retry_After="-5"), FINE)),
    ok("429_senseless_then_200", at_first(1, answers(429, "", Retry_After="bientôt"), FINE)),
    ok("503_after_0_then_200", at_first(1, answers(503, "", Retry_After="0"), FINE)),
    Row("503_until_a_date", C.SERVER_ERROR, S.NEW, S.SUSPECT, asks_to_wait(503, 7200)),
    Row("503_for_ages", C.SERVER_ERROR, S.NEW, S.SUSPECT, answers(503, "", Retry_After="99999999")),
    broken("503_senseless", C.SERVER_ERROR, answers(503, "", Retry_After="demain")),
    broken("503", C.SERVER_ERROR, answers(503, "")),
    broken("502", C.SERVER_ERROR, answers(502, "")),
    broken("504", C.SERVER_ERROR, answers(504, "")),
    broken("521", C.SERVER_ERROR, answers(521, "")),
    broken("530", C.SERVER_ERROR, answers(530, "")),
    broken("501", C.SERVER_ERROR, answers(501, "")),
    broken("416", C.CLIENT_ERROR, answers(416, "")),
    broken("405", C.CLIENT_ERROR, answers(405, "")),
    ok("500_once_then_200", at_first(1, answers(500, ""), FINE)),
    ok("504_once_then_200", at_first(1, answers(504, ""), FINE)),
)
WIRE = (*FRAMED, *CODED, *WRITTEN, *WAITING)
