"""One spelling per address: what an editor typed becomes a `Target`, or an `InvalidUrlError` with its reason.

Follows the WHATWG URL standard where it decides which machine is called (hosts, numeric addresses, dots) and
RFC 3986 section 6.2.2 for the normal form of paths. User names and passwords never survive the parsing.
"""

import re
from dataclasses import dataclass
from ipaddress import AddressValueError, IPv4Address, IPv6Address
from urllib.parse import unquote_to_bytes, urljoin

import idna

MAX_LENGTH = 4096
DEFAULT_PORTS = {"http": 80, "https": 443}
#: Schemes of https://www.iana.org/assignments/uri-schemes/ that lead elsewhere than to a page.
SYNTAX_ONLY = frozenset(
    {
        *("mailto", "tel", "sms", "ftp", "ftps", "javascript", "data", "webcal", "webcals", "geo", "sip", "sips"),
        *("xmpp", "matrix", "irc", "ircs", "news", "nntp", "magnet", "callto", "fax", "facetime", "skype", "tg"),
        *("whatsapp", "signal", "maps", "zoommtg", "msteams", "intent", "market", "urn", "doi", "ni", "info", "about"),
        *("blob", "cid", "mid", "ldap", "ldaps", "sftp", "ssh", "git", "svn", "rtsp", "mms", "feed", "podcast"),
    }
)
_SLASHES = re.compile(r"(https?):[\\/]{2,}", re.IGNORECASE)

_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_AUTHORITY = re.compile(r"//([^/?#\\]*)")
_PLAIN_HOST = re.compile(r"(?=.{1,253}$)[a-z0-9_](?:[a-z0-9_-]{0,62})(?:\.[a-z0-9_](?:[a-z0-9_-]{0,62}))*", re.ASCII)
_NUMERIC_LABEL = re.compile(r"(?:[0-9]+|0[xX][0-9a-fA-F]*)", re.ASCII)
_PATH_TO_FIX = re.compile(r"%(?:[0-9A-Fa-f]{2})?|[^A-Za-z0-9\-._~!$&'()*+,;=:@/]+", re.ASCII)
_QUERY_TO_FIX = re.compile(r"%(?:[0-9A-Fa-f]{2})?|[^A-Za-z0-9\-._~!$&'()*+,;=:@/?\[\]|]+", re.ASCII)
_UNRESERVED = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_MAILBOX = re.compile(r"[A-Za-z0-9.!#$&'*+/=?^_`{|}~-]{1,64}@([^@\s]{1,253})")
_PHONE = re.compile(r"\+?[0-9()./ -]*(?:;[A-Za-z0-9-]+(?:=[^;\s]*)?)*", re.ASCII)


class InvalidUrlError(ValueError):
    """The text is no address; `code` says why, in words that may be shown."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Target:
    """A normalised http(s) address. `text` has neither fragment nor credentials; `host` is ASCII, IPv6 bare."""

    text: str
    scheme: str
    host: str
    port: int
    path: str
    query: str
    fragment: str
    had_credentials: bool

    @property
    def origin(self) -> str:
        return f"{self.scheme}://{self.host}:{self.port}"

    @property
    def is_literal(self) -> bool:
        return ":" in self.host or self.host.rpartition(".")[2].isdigit()


def scheme_of(raw: str) -> str:
    """The scheme in lower case, or "" when there is none."""
    match = _SCHEME.match(raw.strip())
    return match[1].lower() if match else ""


def normalise(raw: str) -> Target:
    """The one spelling of an http or https address. Raises `InvalidUrlError`."""
    text = raw.strip(" \t\r\n\f\u00a0\u200b\ufeff")
    if not text:
        raise InvalidUrlError("adresse vide")
    if len(text) > MAX_LENGTH:
        raise InvalidUrlError("adresse trop longue")
    if _CONTROL.search(text):
        raise InvalidUrlError("caractère de contrôle dans l’adresse")
    # As browsers read it: https://url.spec.whatwg.org/#special-authority-ignore-slashes-state
    if slashes := _SLASHES.match(text):
        rest = text[slashes.end() :]
        text = f"{slashes[1]}://{rest.replace(chr(92), '/') if chr(92) in slashes[0] else rest}"
    scheme = scheme_of(text)
    if scheme not in DEFAULT_PORTS:
        raise InvalidUrlError("adresse sans http:// ni https://")
    authority = _AUTHORITY.match(text, len(scheme) + 1)
    if authority is None:
        raise InvalidUrlError("adresse sans nom de site")
    rest = text[authority.end() :]
    if rest.startswith("\\"):
        raise InvalidUrlError("barre oblique inversée dans le nom de site")
    userinfo, _, hostport = authority[1].rpartition("@")
    host, port = _split_port(hostport, DEFAULT_PORTS[scheme])
    host = ascii_host(host)
    rest, _, fragment = rest.partition("#")
    path, mark, query = rest.partition("?")
    path = normal_path(path)
    query = _encode(query, _QUERY_TO_FIX) if mark else ""
    shown = f"[{host}]" if ":" in host else host
    if port != DEFAULT_PORTS[scheme]:
        shown = f"{shown}:{port}"
    return Target(
        text=f"{scheme}://{shown}{path}{'?' + query if mark else ''}",
        scheme=scheme,
        host=host,
        port=port,
        path=path,
        query=query,
        fragment=fragment,
        had_credentials=bool(userinfo) or "@" in authority[1],
    )


def redirect_target(base: Target, location: str) -> Target:
    """Where a Location header leads from `base`. Raises `InvalidUrlError`, also for other schemes."""
    cleaned = location.encode("utf-8", "surrogateescape").decode("utf-8", "replace").strip()
    if _CONTROL.search(cleaned):
        raise InvalidUrlError("caractère de contrôle dans la redirection")
    scheme = scheme_of(cleaned)
    if scheme and scheme not in DEFAULT_PORTS:
        raise InvalidUrlError("redirection vers autre chose que http ou https")
    if scheme:
        return normalise(cleaned)
    try:
        return normalise(urljoin(base.text, cleaned.replace("\\", "/")))
    except InvalidUrlError:
        raise
    except ValueError as exc:
        raise InvalidUrlError("redirection illisible") from exc


def gate_url(target: Target, *, ports: frozenset[int], any_port: bool = False) -> str | None:
    """Why this address may not be called, before any name is resolved; None when it may."""
    if not any_port and target.port not in ports:
        return "port non autorisé"
    return None


def without_secrets(raw: str) -> str:
    """The address as it may be shown, logged and stored: credentials cut out, control characters too."""
    shown = _CONTROL.sub("", raw.strip())[:MAX_LENGTH]
    return re.sub(r"^([A-Za-z][A-Za-z0-9+.-]*:)?([/\\]{2,})[^/?#\\]*@", r"\1\2", shown)


def ascii_host(host: str) -> str:
    """The host as registries and resolvers spell it; numeric forms become dotted addresses."""
    if host.startswith("["):
        return _ipv6(host)
    lowered = host.lower()
    if not _PLAIN_HOST.fullmatch(lowered):
        lowered = _international(lowered)
    if _NUMERIC_LABEL.fullmatch(lowered.rpartition(".")[2]):
        return _ipv4(lowered)
    return lowered


def _international(host: str) -> str:
    try:
        decoded = unquote_to_bytes(host).decode("utf-8") if "%" in host else host
        mapped = idna.uts46_remap(decoded, std3_rules=False, transitional=False)
    except (UnicodeError, idna.IDNAError) as exc:
        raise InvalidUrlError("nom de site illisible") from exc
    mapped = mapped.removesuffix(".")
    if not mapped:
        raise InvalidUrlError("adresse sans nom de site")
    if not mapped.isascii():
        try:
            mapped = idna.encode(mapped, uts46=True).decode("ascii")
        except (UnicodeError, idna.IDNAError) as exc:
            raise InvalidUrlError("nom de site illisible") from exc
    if not _PLAIN_HOST.fullmatch(mapped):
        raise InvalidUrlError("nom de site illisible")
    return mapped


def _ipv6(host: str) -> str:
    if not host.endswith("]") or "%" in host:
        raise InvalidUrlError("adresse IPv6 illisible")
    try:
        return str(IPv6Address(host[1:-1]))
    except AddressValueError as exc:
        raise InvalidUrlError("adresse IPv6 illisible") from exc


def _ipv4(host: str) -> str:
    """WHATWG's IPv4 parser: decimal, octal and hexadecimal parts, one to four of them."""
    parts = host.split(".")
    if len(parts) > 4:
        raise InvalidUrlError("adresse numérique illisible")
    try:
        numbers = [_ipv4_number(part) for part in parts]
    except ValueError as exc:
        raise InvalidUrlError("adresse numérique illisible") from exc
    *heads, tail = numbers
    if any(head > 255 for head in heads) or tail >= 256 ** (5 - len(numbers)):
        raise InvalidUrlError("adresse numérique illisible")
    return str(IPv4Address(sum((head << (8 * (3 - i))) for i, head in enumerate(heads)) + tail))


def _ipv4_number(part: str) -> int:
    if part[:2].lower() == "0x":
        return int(part[2:], 16) if part[2:] else 0
    if not part.isdigit():
        raise ValueError(part)
    return int(part, 8) if len(part) > 1 and part[0] == "0" else int(part)


def _split_port(hostport: str, default: int) -> tuple[str, int]:
    if hostport.startswith("["):
        host, bracket, tail = hostport.partition("]")
        host += bracket
        if tail and not tail.startswith(":"):
            raise InvalidUrlError("adresse IPv6 illisible")
        digits = tail[1:]
    else:
        host, _, digits = hostport.partition(":")
    if not host:
        raise InvalidUrlError("adresse sans nom de site")
    if not digits:
        return host, default
    if not (digits.isascii() and digits.isdigit()) or not 0 < int(digits[:6]) < 65536 or len(digits) > 5:
        raise InvalidUrlError("port illisible")
    return host, int(digits)


def normal_path(path: str) -> str:
    """Percent-encoding in its normal form and dot segments removed; never empty."""
    if not path:
        return "/"
    path = _encode(path.replace("\\", "/"), _PATH_TO_FIX)
    if "/." not in path:
        return path
    kept: list[str] = []
    segments = path.split("/")[1:]
    for segment in segments:
        if segment == "..":
            del kept[-1:]
        elif segment != ".":
            kept.append(segment)
    if segments[-1] in (".", ".."):
        kept.append("")
    return "/" + "/".join(kept)


def _encode(text: str, pattern: re.Pattern[str]) -> str:
    return pattern.sub(_encoded, text)


def _encoded(match: re.Match[str]) -> str:
    piece = match[0]
    if piece == "%":
        return "%25"
    if piece[0] == "%" and len(piece) == 3:
        byte = int(piece[1:], 16)
        return chr(byte) if byte in _UNRESERVED else piece.upper()
    return "".join(f"%{byte:02X}" for byte in piece.encode("utf-8", "replace"))


def syntax_problem(raw: str) -> str | None:
    """What is wrong with the writing of a mailto:, tel: or other link that is never fetched; None if nothing."""
    text = raw.strip()
    if _CONTROL.search(text):
        return "caractère de contrôle dans l’adresse"
    scheme, _, rest = text.partition(":")
    if not rest:
        return "adresse vide"
    if scheme.lower() == "mailto":
        return _mailto_problem(rest)
    if scheme.lower() in ("tel", "sms"):
        digits = sum(char.isdigit() for char in rest.partition(";")[0].partition("?")[0])
        fine = _PHONE.fullmatch(rest.partition("?")[0].replace("%20", " ")) and 3 <= digits <= 15
        return None if fine else "numéro de téléphone illisible"
    return None


def _mailto_problem(rest: str) -> str | None:
    addresses = unquote_to_bytes(rest.partition("?")[0]).decode("utf-8", "replace")
    if not addresses and "to=" in rest:
        return None
    for address in addresses.split(","):
        match = _MAILBOX.fullmatch(address.strip())
        if match is None or "." not in match[1]:
            return "adresse de courriel illisible"
        try:
            ascii_host(match[1])
        except InvalidUrlError:
            return "adresse de courriel illisible"
    return None
