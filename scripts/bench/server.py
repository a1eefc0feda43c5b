"""A database of its own on the server that DATABASE_URL names: made for the measures, dropped after them."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit, urlunsplit

VARIABLE = "DATABASE_URL"


@contextmanager
def own_database(url: str) -> Iterator[str]:
    """The address of the new database; "" where no server was named, and SQLite serves."""
    if not url.startswith(("postgres://", "postgresql://")):
        yield ""
        return
    import psycopg  # only where there is a server to talk to
    from psycopg import sql

    name = f"odd17_bench_{os.getpid()}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    try:
        yield urlunsplit(urlsplit(url)._replace(path=f"/{name}"))
    finally:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
