"""An upgrade, from what a release left to now: its tables, its rows, today's migrations, a new index, the answers."""

import base64
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from scripts.demo.prepare import quietly
from scripts.release import rows
from scripts.release.archive import ReleaseError, Snapshot
from scripts.release.observation import Observed, answers, holdings

Key = tuple[str, str]


def rehearse(snapshot: Snapshot) -> Observed:
    """What the site holds and answers after the upgrade. Raises ReleaseError unless the database is empty."""
    restore(snapshot)
    quietly("migrate", interactive=False, verbosity=0)
    held = holdings()
    quietly("search_rebuild")
    return {**held, **answers(snapshot["secrets"])}


def restore(snapshot: Snapshot) -> None:
    """Make the database that the release left, in the empty one of the settings."""
    if connection.introspection.table_names():
        raise ReleaseError("The database is not empty: give one that is.")
    names = {(app, name) for app, name in snapshot["migrations"]}
    executor = MigrationExecutor(connection)
    executor.migrate(last_of_each_app(executor.loader, names))
    rows.write(connection, snapshot["tables"])
    for name, content in snapshot["files"].items():
        path = Path(settings.MEDIA_ROOT) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(base64.b64decode(content))


def last_of_each_app(loader: MigrationLoader, names: set[Key]) -> list[Key]:
    """The migrations that bring a database to these, no further. Raises ReleaseError where this version lacks one.

    To name them all would take back those that others of the same app follow.
    """
    replaced = {key for migration in loader.disk_migrations.values() for key in migration.replaces}
    known = names & set(loader.graph.nodes)
    if missing := sorted(names - known - replaced):
        raise ReleaseError(f"This version has no migration {'.'.join(missing[0])}, which that release had applied.")
    followed = {parent.key for key in known for parent in loader.graph.node_map[key].parents if parent.key[0] == key[0]}
    return sorted(known - followed)
