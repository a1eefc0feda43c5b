"""Databases that this version must leave alone: they have had migrations of ours that it does not know.

Such a database is older than the first release, whose migrations began anew, or was brought up by a later version.
To migrate either would fail half-way at best. Asked before anything is written; it only reads.
"""

from collections.abc import Iterator
from pathlib import Path

from django.apps import AppConfig, apps
from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

#: Apps that a release had and a later one let go: their rows stay, and mean nothing any more.
RETIRED: frozenset[str] = frozenset()

Key = tuple[str, str]


def refusal(connection: BaseDatabaseWrapper) -> str:
    """What is wrong with this database and what to do, in one French sentence; empty when it may be migrated."""
    applied = set(MigrationRecorder(connection).applied_migrations())
    known = _known()
    unknown = unknown_among(applied)
    if not unknown:
        return ""
    name = f"{connection.settings_dict['NAME']}"
    example = ".".join(unknown[0])
    if _begins_elsewhere(unknown, applied & known):
        return (
            f"La base de données {name} vient d’une version d’avant la première publiée, que celle-ci ne sait pas "
            f"reprendre (migration {example}) : rien n’y a été changé ; gardez-la, et {_anew(name)} pour repartir de "
            "zéro, ou réinstallez la version qui l’a créée."
        )
    return (
        f"La base de données {name} a été mise à jour par une version plus récente que celle-ci (migration "
        f"{example}) : rien n’y a été changé ; gardez-la, et installez cette version plus récente, ou {_anew(name)} "
        "pour repartir de zéro."
    )


def unknown_among(applied: set[Key]) -> list[Key]:
    """Those of these migrations that are ours or of nobody installed, and that this version does not have."""
    return sorted(key for key in applied - _known() if _is_watched(key[0]))


def own_apps() -> Iterator[AppConfig]:
    """The apps that stand in this repository."""
    for config in apps.get_app_configs():
        # A virtual environment may lie below the project: what is installed there is not ours.
        if Path(config.path) == Path(settings.BASE_DIR, *config.name.split(".")):
            yield config


def _known() -> set[Key]:
    disk = MigrationLoader(None).disk_migrations
    return {*disk, *(replaced for migration in disk.values() for replaced in migration.replaces)}


def _is_watched(label: str) -> bool:
    """Whether an unknown migration of this app says something. Packages tidy their own away when they squash them."""
    if label in RETIRED:
        return False
    installed = {config.label for config in apps.get_app_configs()}
    return label not in installed or label in {config.label for config in own_apps()}


def _begins_elsewhere(unknown: list[Key], shared: set[Key]) -> bool:
    """Whether an app's history in the database has nothing in common with ours."""
    ours = {config.label for config in own_apps()}
    return bool(({label for label, _ in unknown} & ours) - {label for label, _ in shared})


def _anew(name: str) -> str:
    var = Path(settings.VAR_DIR)
    return f"mettez le dossier {var} de côté" if var in Path(name).parents else "donnez une base vide par DATABASE_URL"
