"""The rows of a database as values that suit SQLite and PostgreSQL alike: read as they are, written back as they were.

No model takes part: neither a default of today nor a method of today may touch what another release has left.
A value is text, a number, null, or `{"base64": …}` for bytes. Dates are text, in UTC; a boolean is 0 or 1.
"""

import base64
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper

Value = str | int | float | None | dict[str, str]
Tables = dict[str, dict[str, list[Any]]]

#: What the software makes again, and what nobody keeps: how tables of these names begin.
LEFT_OUT = ("sqlite_", "django_migrations", "django_session", "wagtailsearch_", "search_motduvocabulaire")


def is_kept(table: str) -> bool:
    """Whether the rows of this table belong to a snapshot."""
    return not table.startswith(LEFT_OUT)


def read(path: Path) -> Tables:
    """Every row of an SQLite file, by table; `columns`, and `rows` in the order of their keys."""
    with closing(sqlite3.connect(path)) as database:
        found = database.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").fetchall()
        return {name: _table(database, name) for (name,) in found if is_kept(name)}


def _table(database: sqlite3.Connection, name: str) -> dict[str, list[Any]]:
    cursor = database.execute(f'SELECT * FROM "{name}" ORDER BY 1')  # noqa: S608 -- a name that the file itself gave
    columns = [column[0] for column in cursor.description]
    return {"columns": columns, "rows": [[_portable(value) for value in row] for row in cursor]}


def _portable(value: Any) -> Value:
    return {"base64": base64.b64encode(value).decode()} if isinstance(value, bytes) else value


def write(connection: BaseDatabaseWrapper, tables: Tables) -> None:
    """Put these rows, and no other, into tables that exist. Raises IntegrityError where one points to none."""
    with (
        connection.constraint_checks_disabled(),
        transaction.atomic(using=connection.alias),
        connection.cursor() as cursor,
    ):
        # What the migrations themselves have written.
        for name in filter(is_kept, connection.introspection.table_names(cursor)):
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(name)}")  # noqa: S608 -- a table’s name
        for name, table in tables.items():
            if table["rows"]:
                _fill(connection, cursor, name, table)
    connection.check_constraints()


def _fill(connection: BaseDatabaseWrapper, cursor: Any, name: str, table: dict[str, list[Any]]) -> None:
    quoted = connection.ops.quote_name
    columns: Sequence[str] = table["columns"]
    yes_or_no = _booleans(cursor, name) if connection.vendor == "postgresql" else set()
    rows = [
        [_native(value, yes_or_no=column in yes_or_no) for column, value in zip(columns, row, strict=True)]
        for row in table["rows"]
    ]
    names, places = ", ".join(map(quoted, columns)), ", ".join(["%s"] * len(columns))
    cursor.executemany(f"INSERT INTO {quoted(name)} ({names}) VALUES ({places})", rows)  # noqa: S608 -- names of tables
    if connection.vendor == "postgresql":
        _continue_after(connection, cursor, name)


def _native(value: Value, *, yes_or_no: bool) -> Any:
    if isinstance(value, dict):
        return base64.b64decode(value["base64"])
    return bool(value) if yes_or_no and value is not None else value


def _booleans(cursor: Any, name: str) -> set[str]:
    """The columns that PostgreSQL fills with booleans alone."""
    cursor.execute(
        "SELECT column_name FROM information_schema.columns"
        " WHERE table_schema = current_schema() AND table_name = %s AND data_type = 'boolean'",
        [name],
    )
    return {column for (column,) in cursor.fetchall()}


def _continue_after(connection: BaseDatabaseWrapper, cursor: Any, name: str) -> None:
    """Have the next number of each sequence be one that no row has."""
    quoted = connection.ops.quote_name
    for one in connection.introspection.get_sequences(cursor, name):
        column = quoted(one["column"])
        cursor.execute(
            f"SELECT setval(pg_get_serial_sequence(%s, %s), max({column})) FROM {quoted(name)}",  # noqa: S608 -- names
            [quoted(name), one["column"]],
        )
