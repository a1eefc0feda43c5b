"""Tables only grow: what a migration that no release has yet must not do, for the old version still runs beside it.

The rule stands in `docs/releases.md`: expand, then contract, one release later. Read from the operations, not from SQL:
on SQLite, which makes tables anew for anything, a linter of SQL sees trouble where there is none.
A migration that contracts on purpose says so in its class: `contracts = "what no release reads since release N"`.
"""

import os
import sys
from collections.abc import Iterator
from itertools import chain

import django
from django.db.migrations import operations as known
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.migration import Migration
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from django.db.models import Field, ManyToManyField
from django.db.models.fields import NOT_PROVIDED

from scripts.release.archive import checksums

Key = tuple[str, str]


class Faults:
    """What the operations of one app's migrations do to tables that a release has; those that are new may change."""

    def __init__(self) -> None:
        self.models: set[tuple[str, str]] = set()
        self.fields: set[tuple[str, str, str]] = set()

    def of(self, app: str, operation: Operation, before: ProjectState) -> Iterator[str]:
        """Sentences about one operation; `before` is the state it meets."""
        if isinstance(operation, known.SeparateDatabaseAndState):
            for one in operation.database_operations:
                yield from self.of(app, one, before)
        elif isinstance(operation, known.CreateModel):
            self.models.add((app, operation.name_lower))
        elif isinstance(operation, known.RunPython | known.RunSQL):
            if not operation.reversible:
                yield f"{type(operation).__name__} has no way back: give it one, noop if nothing is to be undone."
        elif isinstance(operation, known.DeleteModel | known.RenameModel):
            name = getattr(operation, "old_name_lower", "") or operation.name_lower
            if (app, name) not in self.models:
                yield f"{type(operation).__name__} takes a table ({name}) from the version before."
        elif (app, getattr(operation, "model_name_lower", "")) not in self.models:
            yield from self._of_a_field(app, operation, before)

    def _of_a_field(self, app: str, operation: Operation, before: ProjectState) -> Iterator[str]:
        if isinstance(operation, known.RenameField):
            if (app, operation.model_name_lower, operation.old_name_lower) not in self.fields:
                yield f"RenameField takes the column {operation.old_name} from the version before."
            return
        if not isinstance(operation, known.AddField | known.AlterField | known.RemoveField):
            return
        place = (app, operation.model_name_lower, operation.name_lower)
        if isinstance(operation, known.AddField):
            self.fields.add(place)
            if is_obligatory(operation.field):
                yield f"AddField {operation.name}: the version before cannot write rows; null=True or db_default."
        elif place in self.fields:
            return
        elif isinstance(operation, known.RemoveField):
            yield f"RemoveField takes the column {operation.name} from the version before."
        elif isinstance(operation, known.AlterField):
            old = before.models[place[:2]].fields[operation.name]
            if old.null and not operation.field.null:
                yield f"AlterField {operation.name}: the version before writes NULL there."
            if (operation.field.max_length or 0) < (old.max_length or 0) and operation.field.max_length:
                yield f"AlterField {operation.name}: the version before writes longer texts."


def is_obligatory(field: Field) -> bool:
    """Whether a row that does not name this column is refused: Django's own `default` is no column's."""
    return not (isinstance(field, ManyToManyField) or field.null or field.db_default is not NOT_PROVIDED)


def faults(loader: MigrationLoader, released: set[Key], ours: set[str]) -> Iterator[str]:
    """`app.name: sentence` for each fault of a migration that is not released and does not say that it contracts."""
    seen = Faults()
    for app, name in order(loader):
        migration: Migration = loader.graph.nodes[app, name]
        if app not in ours or (app, name) in released:
            continue
        state = loader.project_state((app, name), at_end=False)
        for operation in migration.operations:
            for sentence in seen.of(app, operation, state):
                if not getattr(migration, "contracts", ""):
                    yield f"{app}.{name}: {sentence}"
            operation.state_forwards(app, state)


def order(loader: MigrationLoader) -> list[Key]:
    """Every migration once, after those that it needs."""
    plans = (loader.graph.forwards_plan(leaf) for leaf in loader.graph.leaf_nodes())
    return list(dict.fromkeys(chain.from_iterable(plans)))


def contracting(loader: MigrationLoader, names: set[Key]) -> list[Key]:
    """Those of these migrations, of anybody, by which a version that does not know them would stumble.

    What a data migration cannot undo is no matter: the data stay as they are.
    """
    seen, found = Faults(), []
    for app, name in order(loader):
        if (app, name) not in names:
            continue
        migration: Migration = loader.graph.nodes[app, name]
        state = loader.project_state((app, name), at_end=False)
        told = bool(getattr(migration, "contracts", ""))
        for operation in migration.operations:
            data = isinstance(operation, known.RunPython | known.RunSQL)
            told = told or (not data and any(seen.of(app, operation, state)))
            operation.state_forwards(app, state)
        if told:
            found.append((app, name))
    return found


def main(arguments: list[str]) -> int:
    """0, or 1 with a line for each fault. With `--of APP.NAME …`: 0, with a line for each of these that contracts."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings")
    django.setup()
    if arguments[:1] == ["--of"]:
        asked = {(app, name) for app, _, name in (one.partition(".") for one in arguments[1:])}
        sys.stdout.writelines(f"{app}.{name}\n" for app, name in contracting(MigrationLoader(None), asked))
        return 0
    from cms.foreign_migrations import own_apps  # it reads Django's list of apps

    folders = {config.name.replace(".", "/"): config.label for config in own_apps()}
    paths = (path.split("/migrations/") for files in checksums().values() for path in files)
    released = {(folders[folder], file.removesuffix(".py")) for folder, file in paths if folder in folders}
    found = list(faults(MigrationLoader(None), released, set(folders.values())))
    for one in found:
        sys.stderr.write(f"{one}\n")
    if found:
        sys.stderr.write("A migration must only add: docs/releases.md, « How a table changes ».\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
