"""The database of a run: migrated once for each state of the migrations, then copied for each worker.

Migrating takes fifteen seconds of processor, copying a few milliseconds. Django still runs `migrate` on each copy and
finds nothing to do: a template that lacks a migration costs time and changes no result.
"""

import ast
import fcntl
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

from django.apps import apps
from django.db import connection

ROOT = Path(__file__).resolve().parents[1]
#: Where this checkout keeps its templates.
KEPT = ROOT / ".pytest_cache" / "databases"
PREFIX = "test_odd17_"
LOCK = 17_031_704  # any number that nothing else on the server locks


def begin_with_a_copy(kept: Path = KEPT) -> bool:
    """Have the test database begin as a copy of the template, made if need be; whether the copy is there already.

    PostgreSQL makes its copy when Django asks for it.
    """
    kept.mkdir(parents=True, exist_ok=True)
    if connection.vendor == "sqlite":
        copy_the_file(kept)
        return True
    name_the_template()
    return False


def begin_again(kept: Path) -> None:
    """Replace what a test with real transactions left behind by a copy of the template, numbers of rows included."""
    connection.close()
    if connection.vendor == "sqlite":
        copy_the_file(kept)
        return
    quoted = connection.ops.quote_name
    names = [quoted(name) for name in (connection.settings_dict["NAME"], connection.settings_dict["TEST"]["TEMPLATE"])]
    with connection._nodb_cursor() as cursor:
        cursor.execute("DROP DATABASE {} WITH (FORCE)".format(*names))
        cursor.execute("CREATE DATABASE {} TEMPLATE {}".format(*names))


def copy_the_file(kept: Path) -> None:
    template = kept / f"{PREFIX}{state_of_the_migrations()}.sqlite3"
    with alone(kept / "lock"):
        if not template.exists():
            for older in kept.glob(f"{PREFIX}*"):
                older.unlink()
            unfinished = template.with_suffix(".unfinished")
            migrate(str(unfinished))
            unfinished.rename(template)
        shutil.copyfile(template, connection.settings_dict["TEST"]["NAME"])


def name_the_template() -> None:
    template = f"{PREFIX}{state_of_the_migrations()}"
    quoted = connection.ops.quote_name
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])  # until this connection ends
        cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [PREFIX])
        present = {name for (name,) in cursor.fetchall()}
        if template not in present:
            for older in present:
                cursor.execute(f"DROP DATABASE IF EXISTS {quoted(older)}")
            migrate(f"{template}_unfinished")
            cursor.execute(f"ALTER DATABASE {quoted(f'{template}_unfinished')} RENAME TO {quoted(template)}")
    connection.settings_dict["TEST"]["TEMPLATE"] = template


def migrate(name: str) -> None:
    """Make this database and run all migrations in it; nothing stays connected to it."""
    own, test = connection.settings_dict["NAME"], connection.settings_dict["TEST"]
    kept, test["NAME"] = test["NAME"], name
    try:
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    finally:
        connection.creation.destroy_test_db(own, verbosity=0, keepdb=True)
        test["NAME"] = kept


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """No other worker and no other run of this checkout is inside at the same time."""
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def state_of_the_migrations() -> str:
    """A name that changes with what the migrations do: their text, what they import of ours, and who runs them."""
    told = sha256(f"{version('django')} {version('wagtail')}".encode())
    for path in sorted(files_of_the_migrations()):
        told.update(path.read_bytes())
    return told.hexdigest()[:16]


def files_of_the_migrations() -> set[Path]:
    """The migrations of every application, and all that stands beside the modules that those of the project import."""
    found = {path for app in apps.get_app_configs() for path in Path(app.path).glob("migrations/*.py")}
    folders = {folder for path in found if is_ours(path) for folder in folders_of_imports(path)}
    beside = {path for folder in folders for path in folder.rglob("*") if path.is_file()}
    return found | {path for path in beside if path.suffix != ".pyc"}


def is_ours(path: Path) -> bool:
    """Whether a file is of this project, not of a package that stands within its folder."""
    return path.is_relative_to(ROOT) and "site-packages" not in path.parts


def folders_of_imports(path: Path) -> set[Path]:
    """The folders of the project that hold the modules a file imports from."""
    named = {node.module for node in ast.walk(ast.parse(path.read_bytes())) if isinstance(node, ast.ImportFrom)}
    folders = {ROOT.joinpath(*name.split(".")).parent for name in named if name}
    return {folder for folder in folders if folder != ROOT and folder.is_dir()}
