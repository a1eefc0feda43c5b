"""When two addresses are one: whoever follows them arrives at the same thing, however they are written.

The scheme, `www.`, a slash or an index page at the end, the fragment, parameters that only count visits and the order
of the others say nothing of what is there. Everything else does. Pure.
"""

import re
from collections.abc import Iterator
from hashlib import blake2b
from typing import NamedTuple
from urllib.parse import parse_qsl, urlencode

from ground.addresses.urls import SYNTAX_ONLY, InvalidUrlError, Target, normalise, scheme_of

#: The rules below, by name: rows made by other rules are made anew.
SCHEME = "adresse-1"
#: Parameters that tell who sent the visitor (Matomo, Google, Meta, Mailchimp, HubSpot, AT Internet, Piano …).
TRACKING = re.compile(
    r"(?:utm|mtm|pk|piwik|matomo|hsa|mc|at)_\w+|_hs(?:enc|mi)|xtor|fbclid|gclid|gbraid|wbraid|dclid|msclkid|yclid|twclid"
    r"|igshid|li_fat_id|_ga|_gl|mkt_tok|vero_id|phpsessid|jsessionid",
    re.IGNORECASE,
)
_INDEX = re.compile(r"/(?:index|default|accueil|home)\.(?:html?|php|aspx?|jsp)$", re.IGNORECASE)
_SESSION = re.compile(r";jsessionid=[^/?]*", re.IGNORECASE)
_WWW = re.compile(r"^www\d?\.")


class LinkPlace(NamedTuple):
    """Where an address leads to. `key`: a number of 63 bits, the same for all spellings; `is_home`: a whole site."""

    text: str
    key: int
    is_home: bool


def place_of(url: str) -> LinkPlace | None:
    """The place that an address names; None when it is none that could be followed."""
    if scheme_of(url) in SYNTAX_ONLY:
        return None
    try:
        target = normalise(url if "://" in url else f"https://{url.strip()}")
    except InvalidUrlError:
        return None
    if not url.strip() or "." not in target.host:
        return None
    path, query = _path(target), _query(target.query)
    port = "" if target.port in (80, 443) else f":{target.port}"
    text = f"{_WWW.sub('', target.host)}{port}{path}{'?' + query if query else ''}"
    return LinkPlace(text, number(text), not query and path == "")


def number(text: str, who: bytes = b"") -> int:
    """63 bits of a text, which every database holds."""
    return int.from_bytes(blake2b(text.encode(), digest_size=8, person=who).digest(), "big") >> 1


def _path(target: Target) -> str:
    path = _SESSION.sub("", target.path)
    return _INDEX.sub("/", path).rstrip("/")


def _query(query: str) -> str:
    return urlencode(sorted(_told(query)))


def _told(query: str) -> Iterator[tuple[str, str]]:
    for name, value in parse_qsl(query, keep_blank_values=True):
        if not TRACKING.fullmatch(name):
            yield name, value
