"""The codings of an answer: which one the asker takes, and the bytes in it.

A kept answer holds no secret of anybody, so its length tells nothing: it needs no padding against BREACH.
"""

import gzip
import re

import brotli

BR, GZIP, PLAIN = "br", "gzip", ""
#: Made once and sent many times: a little smaller than what is made for one answer.
QUALITY_OF_BR, LEVEL_OF_GZIP = 5, 6
_OF_BROWSERS = frozenset({"gzip, deflate, br", "gzip, deflate, br, zstd"})
_NONE = re.compile(r"0(?:\.0*)?")


def best_coding(accepted: str) -> str:
    """The smallest of our codings that an Accept-Encoding allows; "" for the plain bytes."""
    if not accepted:
        return PLAIN
    if accepted in _OF_BROWSERS:
        return BR
    allowed = {}
    for part in accepted.lower().split(","):
        name, _, quality = part.strip().partition(";")
        allowed[name.strip()] = not _NONE.fullmatch(quality.strip().removeprefix("q="))
    return next((coding for coding in (BR, GZIP) if allowed.get(coding, False)), PLAIN)


def coded(body: bytes, coding: str) -> bytes:
    """These bytes in that coding."""
    if coding == BR:
        made: bytes = brotli.compress(body, quality=QUALITY_OF_BR)
        return made
    # Without the time of day, the same page gives the same bytes.
    return gzip.compress(body, LEVEL_OF_GZIP, mtime=0) if coding == GZIP else body


def plain(body: bytes, coding: str) -> bytes:
    """What these bytes say."""
    if coding == BR:
        read: bytes = brotli.decompress(body)
        return read
    return gzip.decompress(body) if coding == GZIP else body
