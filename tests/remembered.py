"""What tests start from, built once in a process, then written again as plain rows.

For a trunk of eight pages Wagtail asks the database three hundred times; its rows are written again in a few
milliseconds. A state is written again only where it was first built: in a test's transaction that holds nothing else.
Everywhere else the builder runs as if nothing were remembered, as it always does under `ODD17_REMEMBER=0`.
"""

import os
import pickle
import re
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import date
from functools import wraps
from itertools import count
from typing import Any

from django.conf import UserSettingsHolder, settings
from django.core.cache import cache
from django.db import connection
from django.utils import timezone
from time_machine import escape_hatch

ON = os.environ.get("ODD17_REMEMBER", "1") != "0"
READING = ("BEGIN", "SELECT", "SAVEPOINT", "RELEASE", "PRAGMA", "EXPLAIN", "SET ")
PLAIN = (str, int, bool, float, type(None))
WRITING = re.compile(r'(?:INSERT(?: OR \w+)? INTO|UPDATE|DELETE FROM) "(\w+)"')
NAMELESS = "? "


class UnknownWriteError(RuntimeError):
    """A builder wrote in a way that names no table."""


class Transaction:
    """What the test's transaction holds: the states that were written into it, or `None` once anything else was."""

    def __init__(self) -> None:
        self.holds: tuple | None = None
        self.tables: set[str] = set()
        #: What builders gave in this test, by its identity, with what stands for it.
        self.given: dict[int, tuple[Any, Hashable]] = {}
        self.database = 0

    def __call__(self, execute, sql, params, many, context):
        """Stand between Django and the database."""
        if not sql.startswith(READING):
            self.holds = None
            found = WRITING.match(sql)
            if not sql.startswith("ROLLBACK TO"):
                self.tables.add(found[1] if found else f"{NAMELESS}{sql}")
        return execute(sql, params, many, context)

    def begin(self) -> None:
        """A test begins; what stands in the database by then is what every test begins with.

        Unless a fixture of several tests holds a transaction open around them.
        """
        if self not in connection.execute_wrappers:
            connection.execute_wrappers.append(self)
        self.holds = None if connection.in_atomic_block else ()
        self.tables = set()
        self.given = {}

    def name_of(self, given: Any) -> Hashable:
        """What stands for an argument; `None` for an object that comes from elsewhere."""
        if type(given) in PLAIN:
            return repr(given)
        return self.given.get(id(given), (None, None))[1]

    def give(self, state: "State", holds: tuple, args: tuple) -> Any:
        """What a builder gave, with the objects that it was handed as it left them."""
        self.holds = holds
        given, after = pickle.loads(state.given)
        for one, other in zip(args, after, strict=True):
            if id(one) in self.given:
                vars(one).clear()
                vars(one).update(vars(other))
                self.given[id(one)] = (one, holds)
        self.given[id(given)] = (given, holds)
        return given

    def forget(self) -> None:
        """The database is another one: its numbers begin again."""
        self.database += 1


current = Transaction()
numbers = count()


@dataclass(frozen=True)
class State:
    """All rows of the tables that a builder wrote to, and what it gave."""

    tables: dict[str, Any]
    given: bytes
    day: date


def remembered(build: Callable[..., Any]) -> Callable[..., Any]:
    """`build`, run once for the same arguments and settings in the same state.

    It touches no file; what it gives can be pickled. It takes plain values, and what other builders gave in this test,
    which it may change. Signals are sent the first time only: it makes what tests start from, not what they are about.
    """
    states: dict[Hashable, State] = {}
    builder = (f"{build.__module__}.{build.__qualname__}", next(numbers))

    @wraps(build)
    def again(*args: Any, **options: Any) -> Any:
        before, day = current.holds, timezone.localdate()
        names = [current.name_of(one) for one in (*args, *options.values())]
        if not may_be_remembered() or None in names:
            return build(*args, **options)
        asked = (builder, *names, *options)
        key = (current.database, own_settings(), before, asked)
        if key not in states or states[key].day != day:
            states[key] = record(build, args, options, day)
        else:
            write(states[key])
        return current.give(states[key], (*before, asked), args)

    return again


def may_be_remembered() -> bool:
    """Whether all that stands in the open transaction was written by builders, today, in a file of SQLite's.

    On PostgreSQL Wagtail's index of words is written by the database's own functions, and builders run each time.
    """
    return (
        ON
        and connection.vendor == "sqlite"
        and current.holds is not None
        and connection.in_atomic_block
        and not escape_hatch.is_travelling()
    )


def own_settings() -> tuple:
    """The settings of the test, but those that say where its files are."""
    found, layer = {}, settings._wrapped
    while isinstance(layer, UserSettingsHolder):
        found = {**vars(layer), **found}
        layer = layer.default_settings
    return tuple((name, repr(found[name])) for name in sorted(found) if name.isupper() and not name.endswith("_DIR"))


def record(build: Callable[..., Any], args: tuple, options: dict[str, Any], day: date) -> State:
    """Run the builder and read what it wrote."""
    written, current.tables = current.tables, set()
    try:
        given = pickle.dumps((build(*args, **options), args))
        for table in current.tables:
            if table.startswith(NAMELESS):
                raise UnknownWriteError(f"{build.__qualname__} wrote {table.removeprefix(NAMELESS)[:200]}")
        return State({table: rows_of(table) for table in sorted(current.tables)}, given, day)
    finally:
        current.tables |= written


def write(state: State) -> None:
    """Make the tables what they were when the builder had run, and have the caches forget what they were before."""
    for table, rows in state.tables.items():
        write_rows(table, rows)
    current.tables |= set(state.tables)
    cache.clear()


def rows_of(table: str) -> Any:
    """All rows of a table, as the database itself gives them."""
    execute = connection.connection.execute
    # A column that is an expression has no declared type by which Django would convert it.
    names = ", ".join(f'+"{name}"' for _, name, *_ in execute(f'PRAGMA table_info("{table}")'))
    (last,) = execute("SELECT max(seq) FROM sqlite_sequence WHERE name = ?", [table]).fetchone()
    return execute(f'SELECT {names} FROM "{table}"').fetchall(), last


def write_rows(table: str, rows: Any) -> None:
    """Make these the rows of a table; the next row's number is that of the first time."""
    found, last = rows
    execute, many = connection.connection.execute, connection.connection.executemany
    execute(f'DELETE FROM "{table}"')
    if found:
        many(f'INSERT INTO "{table}" VALUES ({", ".join("?" * len(found[0]))})', found)
    execute("UPDATE sqlite_sequence SET seq = ? WHERE name = ?", [last, table])
