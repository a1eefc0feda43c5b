"""A server of the user's own, named by a variable that is already set: checked, never started or ended."""

import socket
from urllib.parse import urlsplit

from scripts.services.console import ServiceError
from scripts.services.versions import TITLES, VARIABLES

# The schemes each variable may have, with the port when the URL names none.
SCHEMES: dict[str, dict[str, int]] = {
    "postgresql": {"postgresql": 5432, "postgres": 5432},
    "redis": {"redis": 6379, "rediss": 6379},
    "elasticsearch": {"http": 9200, "https": 9200},
}


def address(name: str, url: str) -> tuple[str, int]:
    """Host and port of a URL; a `ServiceError` names the variable and what it may hold."""
    allowed = SCHEMES[name]
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        parts, host, port = urlsplit(""), None, None
    if parts.scheme not in allowed or not host:
        forms = " or ".join(f"{scheme}://host:port" for scheme in allowed)
        raise ServiceError(
            f"{VARIABLES[name]} is set but does not name a {TITLES[name]} server: write {forms}, or unset it."
        )
    return host, port or allowed[parts.scheme]


def check(name: str, url: str) -> None:
    """Connect once to the server's port."""
    host, port = address(name, url)
    try:
        socket.create_connection((host, port), timeout=5).close()
    except OSError as exc:
        raise ServiceError(
            f"{VARIABLES[name]} is set but nothing answers at {host}:{port} ({exc}): start that server, or "
            "unset the variable to have one started here."
        ) from exc


def without_password(url: str) -> str:
    """The URL as it may stand in a log."""
    try:
        parts = urlsplit(url)
        password = parts.password
    except ValueError:
        return url
    if not password:
        return url
    credentials, _, rest = parts.netloc.rpartition("@")
    return parts._replace(netloc=f"{credentials.partition(':')[0]}:***@{rest}").geturl()
