"""Reading a partner's page: its title, its text, its fingerprint. Tolerant of anything, bounded in time."""

import codecs
import hashlib
import re
import struct
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser, LexborNode

MAX_TITLE = 200
MAX_TEXT = 20_000
MAX_LOW = 65_536
SIMHASH_WORDS = 1500
REMEMBERED_WORDS = 20_000
SHORT_TEXT = 1500

_CHARSET = re.compile(rb"charset=[\"']?([A-Za-z0-9_-]{2,20})", re.IGNORECASE)
#: https://encoding.spec.whatwg.org/#names-and-labels: these names mean Windows' own in browsers.
_AS_BROWSERS = dict.fromkeys(
    ("iso-8859-1", "iso8859-1", "iso_8859-1", "latin1", "latin-1", "ascii", "us-ascii"), "cp1252"
)
_CONTROL = re.compile(r"[\x00-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069]+")
_COUNTERS = struct.Struct("<64H")
_BITS = tuple(1 << place for place in range(64))


@dataclass(frozen=True, slots=True)
class Page:
    """What a page shows. `headings` and `text` are lower case with single spaces, `shown` is title, headings and
    the start of the text; `source` the decoded start
    of the HTML, `low_source` less of it in lower case."""

    title: str = ""
    headings: str = ""
    text: str = ""
    source: str = ""
    low_source: str = ""
    shown: str = ""
    noindex: bool = False
    has_password: bool = False
    anchors: frozenset[str] = frozenset()


def decode(data: bytes, content_type: str) -> str:
    """Text by its byte order mark, the declared charset, the page's own, or else UTF-8 or Western; never fails."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", "replace")
    match = _CHARSET.search(content_type.encode("ascii", "replace")) or _CHARSET.search(data[:1024])
    if match is None:
        try:
            # The last character may be cut in two: a page is read up to a limit.
            return codecs.utf_8_decode(data, "strict", False)[0]
        except UnicodeDecodeError:
            return data.decode("cp1252", "replace")
    name = match[1].decode("ascii").lower()
    try:
        return data.decode(_AS_BROWSERS.get(name, name), "replace")
    except (LookupError, UnicodeError):
        return data.decode("utf-8", "replace")


def plain(text: str) -> str:
    """Lower case, with straight apostrophes and ordinary spaces, as the expressions expect it."""
    return text.lower().replace("’", "'").replace("\u00a0", " ").replace("\u202f", " ")


def shown_text(text: str, limit: int) -> str:
    """One line of plain text, without control or direction marks, cut to `limit`."""
    return " ".join(_CONTROL.sub(" ", text).split())[:limit]


def read_page(data: bytes, content_type: str, *, with_anchors: bool = False) -> Page:
    """What the page shows; a page that is not HTML is read as text."""
    source = decode(data, content_type)
    if "<" not in source[:4096]:
        text = plain(shown_text(source, MAX_TEXT))
        return Page(text=text, source=source, low_source=source[:MAX_LOW].lower(), shown=text[:SHORT_TEXT])
    tree = LexborHTMLParser(source)
    low = source[:MAX_LOW].lower()
    title = next(iter(tree.tags("title")), None)
    # Searching the text first spares most pages most of the questions to the tree.
    headings = " ".join(node.text(separator=" ") for node in [*tree.tags("h1"), *tree.tags("h2")][:6])
    noindex = "noindex" in low and _is_noindex(tree)
    has_password = "password" in low and tree.css_first("input[type=password]") is not None
    anchors = _anchors(tree) if with_anchors else frozenset()
    if "<script" in low or "<style" in low or "<noscript" in low or "<template" in low:
        tree.strip_tags(["script", "style", "noscript", "template"])
    body = tree.body
    text = plain(" ".join(body.text(separator=" ").split())[:MAX_TEXT]) if body else ""
    titled = shown_text(title.text(), MAX_TITLE) if title else ""
    return Page(
        title=titled,
        headings=plain(shown_text(headings, 500)),
        text=text,
        shown=f"{plain(titled)} {plain(headings)} {text[:SHORT_TEXT]}",
        source=source,
        low_source=low,
        noindex=noindex,
        has_password=has_password,
        anchors=anchors,
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


class _Spreads(dict[str, int]):
    """64 bits of each word's hash, every bit in a 16-bit counter of its own, so that one sum counts them all."""

    def __missing__(self, word: str) -> int:
        if len(self) > REMEMBERED_WORDS:
            self.clear()
        bits = int.from_bytes(hashlib.blake2b(word.encode("utf-8", "replace"), digest_size=8).digest(), "big")
        spread = self[word] = sum(1 << (16 * place) for place in range(64) if bits >> place & 1)
        return spread


_SPREADS = _Spreads()


def simhash(text: str) -> int:
    """64-bit SimHash (Charikar 2002) of the words of `text`; 0 for a text without words."""
    words = text.split()[:SIMHASH_WORDS]
    total = sum(map(_SPREADS.__getitem__, words))
    half = len(words) // 2
    counts = _COUNTERS.unpack(total.to_bytes(128, "little"))
    return sum([bit for bit, count in zip(_BITS, counts, strict=True) if count > half])


def distance(first: int, second: int) -> int:
    """How many of the 64 bits differ."""
    return (first ^ second).bit_count()
