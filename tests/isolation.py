"""Keeps a test run to itself: a folder, an index and a cache of its own for each xdist worker, and no network.

Loaded before Django's settings are: `python -m pytest -p tests.isolation`, which is what `make test` calls. What the
environment says of the three servers is kept, so that the same suite runs on the cluster profile.
"""

import atexit
import os
import shutil
import sys
import tempfile
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

SERVERS = ("DATABASE_URL", "REDIS_URL", "ELASTICSEARCH_URL")
# Whatever else a developer or an operator has exported must not change what the tests see.
OWN_VARIABLES = (
    "DEBUG",
    "SECRET_KEY",
    "ALLOWED_HOSTS",
    "SITE_URL",
    "CSRF_TRUSTED_ORIGINS",
    "CONTACT_URL",
    "SECURITY_CONTACT",
)
OWN_VARIABLES += (
    "EMAIL_HOST",
    "OPERATOR_EMAILS",
    "DEFAULT_FROM_EMAIL",
    "FRONT_PREVIEW_URL",
    "SECURE_SSL_REDIRECT",
    "BEHIND_TLS_PROXY",
)
OWN_VARIABLES += ("EMAIL_HOST_USER", "EMAIL_HOST_PASSWORD", "EMAIL_USE_TLS", "EMAIL_USE_SSL", "OPERATOR_EMAILS")
OWN_VARIABLES += ("LINKS_ALLOW_LOOPBACK", "LINKS_CONCURRENCY", "LOG_LEVEL", "ELASTICSEARCH_INDEX")
OWN_VARIABLES += ("API_RATE_TOKEN", "TRUSTED_PROXIES", "PROXY_ADDRESSES", "PROXY_HEADER")
OWN_VARIABLES += ("CORS_ALLOWED_ORIGINS", "CACHE_PURGE_URL", "BACKUP_DIR", "BACKUP_PASSPHRASE_FILE")
OWN_VARIABLES += ("LINKS_NAMESERVER", "LINKS_CA_FILE", "LINKS_CANARIES")
OWN_VARIABLES += ("LOG_FORMAT", "ACCESS_LOG", "METRICS_TOKEN")
OWN_VARIABLES += ("SESSION_DAYS", "PROOF_MINUTES", "SECOND_FACTOR_OF")
OWN_VARIABLES += tuple(
    f"OIDC_{name}"
    for name in (
        *("ISSUER", "NAME", "CLIENT_ID", "CLIENT_SECRET", "SCOPES", "SIGN_ALGO", "DOMAINS", "ACR_VALUES"),
        "MAIL_IS_VERIFIED",
    )
)
PROXIES = tuple(f"{name}_proxy" for name in ("http", "https", "all"))
PROXIES += tuple(name.upper() for name in PROXIES)
BASE = "ODD17_TEST_FOLDER"


class NetworkForbiddenError(RuntimeError):
    """A test tried to leave this machine. Not an OSError: the code under test would take that for an outage."""


def worker_name() -> str:
    """`gw0` … in an xdist worker, `main` otherwise."""
    return os.environ.get("PYTEST_XDIST_WORKER", "main")


def own_folder() -> Path:
    """This process's folder, under one that the first process of the run makes and removes."""
    if BASE not in os.environ:
        os.environ[BASE] = tempfile.mkdtemp(prefix="odd17-tests-")
        atexit.register(shutil.rmtree, os.environ[BASE], ignore_errors=True)
    folder = Path(os.environ[BASE]) / worker_name()
    folder.mkdir(exist_ok=True)
    return folder


def own_redis(url: str) -> str:
    """The same server, another of its sixteen databases for each worker."""
    number = 1 + int(worker_name().removeprefix("gw")) % 14 if worker_name().startswith("gw") else 15
    return urlsplit(url)._replace(path=f"/{number}").geturl()


def isolate() -> None:
    """Set the environment that the settings will read."""
    for name in (*OWN_VARIABLES, *PROXIES):
        os.environ.pop(name, None)
    os.environ["VAR_DIR"] = str(own_folder())
    os.environ["ELASTICSEARCH_INDEX"] = f"odd17_tests_{Path(os.environ[BASE]).name[-8:].lower()}_{worker_name()}"
    # A thread of its own writes what it counts: a test asks for it by the setting.
    os.environ["SEARCH_RECORD_QUERIES"] = "false"
    # Thousands of calls a minute come from one address: the tests that are about it set a limit.
    os.environ |= dict.fromkeys(("API_RATE", "SITE_RATE", "PASSWORD_RATE"), "0")
    # Most tests write past the models to set their scene, of which nobody is told: those about kept pages ask for them.
    os.environ["KEPT_PAGES_MB"] = "0"
    # A second index doubles the outbox: the tests that are about it ask for it.
    os.environ["SEARCH_REPLICA"] = "false"
    if os.environ.get("REDIS_URL"):
        os.environ["REDIS_URL"] = own_redis(os.environ["REDIS_URL"])
    os.environ["DJANGO_SETTINGS_MODULE"] = "cms.settings"


def is_ours(host: object) -> bool:
    """Whether an address is on this machine, or is one of the servers that the run was given."""
    name = host.decode() if isinstance(host, bytes) else str(host or "localhost")
    given = {urlsplit(os.environ.get(variable, "")).hostname for variable in SERVERS}
    if name in {"localhost", "0.0.0.0", "::"} or name in given:
        return True
    try:
        return ip_address(name.split("%")[0]).is_loopback
    except ValueError:
        return False


def is_number(host: object) -> bool:
    """Whether looking this name up asks nobody: it is an address already."""
    try:
        ip_address(host.decode() if isinstance(host, bytes) else str(host))
    except ValueError:
        return False
    return True


def watch(event: str, arguments: tuple) -> None:
    """Python's own audit of sockets: what leaves the machine is refused before a packet does."""
    if event in {"socket.connect", "socket.sendto", "socket.sendmsg"}:
        address = arguments[1]
        # A unix socket's address is text, and a connected socket's is None.
        if isinstance(address, tuple) and not is_ours(address[0]):
            raise NetworkForbiddenError(f"No network in tests: {event} to {address}")
    elif event in {"socket.getaddrinfo", "socket.gethostbyname"}:
        host = arguments[0]
        if not (is_ours(host) or is_number(host)):
            raise NetworkForbiddenError(f"No network in tests: {event} of {host!r}")


def begin() -> None:
    """Once for each process: pytest may load this module as a plugin and a conftest may import it."""
    if getattr(sys, "odd17_isolated", False):
        return
    sys.odd17_isolated = True
    isolate()
    sys.addaudithook(watch)


begin()
