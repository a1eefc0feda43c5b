"""What must not reach the outside: checks of `manage.py check --deploy`, each with an id and a hint.

The unsafe values are right on one machine, where `make demo` uses them; they are wrong behind a public name.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.apps import AppConfig
from django.conf import settings
from django.contrib.auth.models import Group
from django.core.checks import CheckMessage, Error, Tags, Warning, register  # noqa: A004 -- Django's own name
from django.db import connection, connections

from acces.second_factor.policy import unknown_names
from cms.foreign_migrations import refusal

#: Connections that threads at work have beside those that are kept, those of a worker, and those that PostgreSQL holds
#: back for its administrator.
AT_WORK, OF_WORKERS = 12, 12
LOOPBACK = {"localhost", "127.0.0.1", "::1"}


@register(Tags.security, deploy=True)
def check_deployment(app_configs: Sequence[AppConfig] | None, **options: Any) -> list[CheckMessage]:
    """Every unsafe default that is still in force."""
    return [*secrets(), *addresses(), *servers(), *safety()]


def secrets() -> Iterator[CheckMessage]:
    kept = Path(settings.VAR_DIR) / "secret_key"
    if kept.exists() and kept.read_text().strip() == settings.SECRET_KEY:
        yield Error(
            "SECRET_KEY is the one generated on this machine's disk.",
            hint="Set SECRET_KEY to at least 50 random characters, the same on every machine.",
            id="odd17.E001",
        )


def addresses() -> Iterator[CheckMessage]:
    parts = urlsplit(settings.SITE_URL)
    if parts.scheme != "https":
        yield Error(
            "SITE_URL does not start with https://: cookies and links would travel in the clear.",
            hint="Set SITE_URL to the public address, for example https://www.exemple.fr.",
            id="odd17.E002",
        )
    if "*" in settings.ALLOWED_HOSTS:
        yield Error(
            "ALLOWED_HOSTS accepts every name.",
            hint="Set ALLOWED_HOSTS to the site's own names, separated by commas.",
            id="odd17.E003",
        )
    elif (parts.hostname or "") not in LOOPBACK and parts.hostname not in settings.ALLOWED_HOSTS:
        yield Error(
            "SITE_URL names a host that ALLOWED_HOSTS does not: the site would refuse its own visitors.",
            hint="Add the host of SITE_URL to ALLOWED_HOSTS.",
            id="odd17.E004",
        )


def servers() -> Iterator[CheckMessage]:
    sqlite = urlsplit(settings.DATABASE_URL).scheme in {"", "sqlite"}
    if sqlite and (settings.REDIS_URL or settings.ELASTICSEARCH_URL):
        yield Error(
            "REDIS_URL or ELASTICSEARCH_URL is set while the database is a file of one machine.",
            hint="Set DATABASE_URL to a PostgreSQL server, or unset the others.",
            id="odd17.E005",
        )
    if not sqlite and not settings.REDIS_URL:
        yield Warning(
            "The database is a server, but the workers' queue is a folder of one machine.",
            hint="Set REDIS_URL, so that workers on other machines get their tasks.",
            id="odd17.W006",
        )
    if not sqlite and not settings.ELASTICSEARCH_URL:
        yield Warning(
            "The database is a server, but the search index is a folder of one machine.",
            hint="Set ELASTICSEARCH_URL, so that every web process searches the same index.",
            id="odd17.W007",
        )


def safety() -> Iterator[CheckMessage]:
    if settings.DEBUG:
        yield Error(
            "DEBUG is on: errors would show code and settings to visitors.",
            hint="Unset DEBUG.",
            id="odd17.E008",
        )
    if settings.LINKS_ALLOW_LOOPBACK:
        yield Error(
            "LINKS_ALLOW_LOOPBACK is on: a link in a page could make the worker read this machine's own services.",
            hint="Unset LINKS_ALLOW_LOOPBACK; it is for tests.",
            id="odd17.E009",
        )
    if settings.SECURE_PROXY_SSL_HEADER and not settings.TRUSTED_PROXIES:
        yield Error(
            "BEHIND_TLS_PROXY is on, but no proxy is believed to say who asks: all visitors would share one limit.",
            hint="Set TRUSTED_PROXIES to how many there are, and PROXY_ADDRESSES to theirs: docs/services.md.",
            id="odd17.E015",
        )
    yield from sign_in()
    if not settings.EMAIL_HOST:
        yield Warning(
            "E-mails are written to files: no editor receives a password reset or a report.",
            hint="Set EMAIL_HOST and EMAIL_PORT.",
            id="odd17.W010",
        )


def sign_in() -> Iterator[CheckMessage]:
    if not settings.OIDC_ISSUER:
        return
    if not (settings.OIDC_RP_CLIENT_ID and settings.OIDC_RP_CLIENT_SECRET and settings.OIDC_DOMAINS):
        yield Error(
            "OIDC_ISSUER is set, but nobody can come in by it.",
            hint="Set OIDC_CLIENT_ID, OIDC_CLIENT_SECRET and OIDC_DOMAINS: docs/connexion.md.",
            id="odd17.E017",
        )
    if not settings.OIDC_ISSUER.startswith("https://"):
        yield Error(
            "OIDC_ISSUER does not start with https://: anybody on the way could say who signs in.",
            hint="Set OIDC_ISSUER to the provider's https:// address.",
            id="odd17.E018",
        )


@register(Tags.database)
def check_who_needs_a_second_factor(
    app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None, **options: Any
) -> list[CheckMessage]:
    """A name that stands for nobody protects nobody: a group is spelt otherwise, or is not made yet."""
    if not databases or not settings.SECOND_FACTOR_OF:
        return []
    if Group._meta.db_table not in connection.introspection.table_names():
        return []  # the very first migration
    return [
        Warning(
            f"SECOND_FACTOR_OF names « {name} », which is no role and no group: nobody needs a second factor by it.",
            hint="Roles, groups and « administrateurs » are listed in docs/connexion.md.",
            id="odd17.W019",
        )
        for name in unknown_names()
    ]


@register(Tags.database)
def check_migrations(
    app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None, **options: Any
) -> list[CheckMessage]:
    """A database that another version made: `check --database default` says so, and `migrate` refuses it."""
    refused = [sentence for alias in databases or () if (sentence := refusal(connections[alias]))]
    return [Error(sentence, id="odd17.E011") for sentence in refused]


@register(Tags.database)
def check_connections(
    app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None, **options: Any
) -> list[CheckMessage]:
    """The server of the database lets in as many as one web process and its worker may ask for at once."""
    if not databases or connection.vendor != "postgresql":
        return []
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('max_connections')::int")
        accepted = int(cursor.fetchone()[0])
    needed = settings.DB_CONNECTIONS + AT_WORK + OF_WORKERS
    if needed <= accepted:
        return []
    return [
        Error(
            f"PostgreSQL accepts {accepted} connections; one web process and one worker may need {needed}.",
            hint="Raise its max_connections, or lower DB_CONNECTIONS: docs/services.md.",
            id="odd17.E020",
        )
    ]
