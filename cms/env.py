"""Typed readers of environment variables.

Each reader fails with the variable's name, what was given and what is allowed, so that a wrong deployment
stops at the start with one sentence. Secrets are never repeated in the message.
"""

import os
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured
from django.core.management.utils import get_random_secret_key

from workers.links.client.wire.addresses import parse_server

TRUE = {"1", "true", "yes", "on", "oui"}
FALSE = {"0", "false", "no", "off", "non"}


def text(name: str, default: str) -> str:
    """The variable's text, or `default` when it is unset or empty."""
    return os.environ.get(name, "") or default


def boolean(name: str, default: bool) -> bool:
    """True or False; raises ImproperlyConfigured for anything but the usual spellings."""
    raw = os.environ.get(name, "").strip().lower()
    if not raw:
        return default
    if raw in TRUE:
        return True
    if raw in FALSE:
        return False
    raise ImproperlyConfigured(f"{name} is {raw!r}; allowed: 1, true, yes, on, 0, false, no, off.")


def choice(name: str, default: str, allowed: tuple[str, ...]) -> str:
    """One of the words that are allowed. Raises ImproperlyConfigured for another."""
    value = text(name, default)
    if value not in allowed:
        raise ImproperlyConfigured(f"{name}: expected one of {', '.join(allowed)}, got {value!r}")
    return value


def integer(name: str, default: int, *, minimum: int, maximum: int) -> int:
    """A whole number within [minimum, maximum]."""
    raw = os.environ.get(name, "").strip()
    if not raw:
        return default
    try:
        value = int(raw)
    except ValueError as exc:
        raise ImproperlyConfigured(f"{name} is {raw!r}; a whole number is needed.") from exc
    if not minimum <= value <= maximum:
        raise ImproperlyConfigured(f"{name} is {value}; allowed: {minimum} to {maximum}.")
    return value


def items(name: str, default: list[str]) -> list[str]:
    """A comma-separated list, blanks dropped."""
    raw = os.environ.get(name, "")
    return [item.strip() for item in raw.split(",") if item.strip()] or default


def networks(name: str, default: list[str]) -> list[IPv4Network | IPv6Network]:
    """A comma-separated list of addresses or networks, such as 10.0.0.0/8."""
    try:
        return [ip_network(one) for one in items(name, default)]
    except ValueError as exc:
        raise ImproperlyConfigured(f"{name}: {exc}; addresses or networks are needed, such as 10.0.0.0/8.") from exc


def header(name: str, default: str) -> str:
    """The name of a header: letters, digits and hyphens."""
    value = text(name, default)
    if not value.isascii() or not value.replace("-", "").isalnum():
        raise ImproperlyConfigured(f"{name} is {value!r}; letters, digits and hyphens are allowed.")
    return value


def url(name: str, *, schemes: tuple[str, ...]) -> str:
    """A URL of one of `schemes`, or "" when unset; the value itself may hold a password and is not repeated."""
    raw = os.environ.get(name, "").strip()
    if raw and urlsplit(raw).scheme not in schemes:
        raise ImproperlyConfigured(f"{name} must start with one of: {', '.join(f'{s}://' for s in schemes)}.")
    return raw


def name_server(name: str) -> tuple[str, int] | None:
    """(address, port) of IP, IP:PORT or [IPv6]:PORT, port 0 for the usual one; None when unset."""
    raw = os.environ.get(name, "").strip()
    if not raw:
        return None
    try:
        return parse_server(raw)
    except ValueError as exc:
        raise ImproperlyConfigured(f"{name} is {raw!r}; an IP address is needed, with or without :PORT.") from exc


def with_these(**changed: str) -> dict[str, str]:
    """The environment of a process of ours: this one's, with these changed."""
    return {**os.environ, **changed}


def existing_file(name: str) -> str | None:
    """The path of a file that is there; None when unset."""
    raw = os.environ.get(name, "").strip()
    if raw and not Path(raw).is_file():
        raise ImproperlyConfigured(f"{name} is {raw!r}; there is no such file.")
    return raw or None


def secret_key(name: str, kept_in: Path) -> str:
    """The variable, or a key generated once and kept in `kept_in`, readable by its owner only."""
    given = os.environ.get(name, "")
    if given:
        return given
    if not kept_in.exists():
        kept_in.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(kept_in, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(get_random_secret_key())
    return kept_in.read_text().strip()
