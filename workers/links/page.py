"""Reading a partner's page: its title, its text, its fingerprint. Tolerant of anything, bounded in time."""

import hashlib
import re
from dataclasses import dataclass
from functools import lru_cache

from selectolax.lexbor import LexborHTMLParser, LexborNode

MAX_TITLE = 200
MAX_TEXT = 20_000
MAX_LOW = 65_536
SIMHASH_WORDS = 1500

_CHARSET = re.compile(rb"charset=[\"']?([A-Za-z0-9_-]{2,20})", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069]+")
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Page:
    """What a page shows. `text` is lower case with single spaces; `source` the decoded start
    of the HTML, `low_source` less of it in lower case."""

    title: str = ""
    headings: str = ""
    text: str = ""
    source: str = ""
    low_source: str = ""
    noindex: bool = False
    has_password: bool = False
    anchors: frozenset[str] = frozenset()
    link_count: int = 0


def decode(data: bytes, content_type: str) -> str:
    """Text by the declared charset, else by the page's own, else UTF-8; never fails."""
    match = _CHARSET.search(content_type.encode("ascii", "replace")) or _CHARSET.search(data[:1024])
    name = match[1].decode("ascii") if match else "utf-8"
    try:
        return data.decode(name, "replace")
    except (LookupError, UnicodeError):
        return data.decode("utf-8", "replace")


def shown_text(text: str, limit: int) -> str:
    """One line of plain text, without control or direction marks, cut to `limit`."""
    return " ".join(_CONTROL.sub(" ", text).split())[:limit]


def read_page(data: bytes, content_type: str, *, with_anchors: bool = False) -> Page:
    """What the page shows; a page that is not HTML is read as text."""
    source = decode(data, content_type)
    if "<" not in source[:4096]:
        return Page(text=shown_text(source, MAX_TEXT).lower(), source=source, low_source=source[:MAX_LOW].lower())
    tree = LexborHTMLParser(source)
    title = tree.css_first("title")
    headings = " ".join(node.text(deep=True, separator=" ") for node in tree.css("h1, h2")[:6])
    link_count = len(tree.css("a[href]"))
    anchors = _anchors(tree) if with_anchors else frozenset()
    has_password = tree.css_first("input[type=password]") is not None
    for node in tree.css("script, style, noscript, template"):
        node.decompose()
    body = tree.body
    return Page(
        title=shown_text(title.text(deep=True), MAX_TITLE) if title else "",
        headings=shown_text(headings, 500),
        text=" ".join(body.text(deep=True, separator=" ").split())[:MAX_TEXT].lower() if body else "",
        source=source,
        low_source=source[:MAX_LOW].lower(),
        noindex=_is_noindex(tree),
        has_password=has_password,
        anchors=anchors,
        link_count=link_count,
    )


def _is_noindex(tree: LexborHTMLParser) -> bool:
    """Whether the page asks search engines to forget it."""
    metas: list[LexborNode] = tree.css("meta[name]")
    return any(
        (meta.attributes.get("name") or "").lower() == "robots"
        and "noindex" in (meta.attributes.get("content") or "").lower()
        for meta in metas
    )


def _anchors(tree: LexborHTMLParser) -> frozenset[str]:
    nodes: list[LexborNode] = tree.css("[id], a[name]")
    found = (value for node in nodes for value in (node.attributes.get("id"), node.attributes.get("name")))
    return frozenset(value for value in found if value)


@lru_cache(maxsize=20_000)
def _spread(word: str) -> int:
    """64 bits of a word's hash, each in a 16-bit counter of its own, so that a sum counts all bits at once."""
    bits = int.from_bytes(hashlib.blake2b(word.encode(), digest_size=8).digest(), "big")
    return sum(1 << (16 * place) for place in range(64) if bits >> place & 1)


def simhash(text: str) -> int:
    """64-bit SimHash (Charikar 2002) of the words of `text`; 0 for a text without words."""
    words = _WORD.findall(text)[:SIMHASH_WORDS]
    total = sum(map(_spread, words))
    half = len(words) / 2
    return sum(1 << place for place in range(64) if (total >> (16 * place) & 0xFFFF) > half)


def distance(first: int, second: int) -> int:
    """How many of the 64 bits differ."""
    return (first ^ second).bit_count()
