"""A database that another version made is recognised before anything is written to it."""

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from io import StringIO
from pathlib import Path

import pytest
from django.core.checks import Error, run_checks
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from cms import foreign_migrations
from cms.foreign_migrations import own_apps, refusal
from scripts.demo import prepare
from scripts.demo.console import DemoError
from scripts.demo.places import WRONG_DATABASE, next_free

ROOT = Path(__file__).resolve().parents[2]
#: A site of a measure is none of ours, nor are packages.
OTHERS = {".venv", "scripts"}
#: The apps of before the first release.
BEFORE = ("pages", "taxonomy", "search", "links", "rapports", "webhooks", "contenus", "journal", "apercus", "cap")


def older(name, anew):
    return (
        f"La base de données {name} vient d’une version d’avant la première publiée, que celle-ci ne sait pas "
        f"reprendre (migration apercus.0001_initial) : rien n’y a été changé ; gardez-la, et {anew} pour repartir de "
        "zéro, ou réinstallez la version qui l’a créée."
    )


def newer(name, migration, anew):
    return (
        f"La base de données {name} a été mise à jour par une version plus récente que celle-ci (migration "
        f"{migration}) : rien n’y a été changé ; gardez-la, et installez cette version plus récente, ou {anew} pour "
        "repartir de zéro."
    )


# ── A file of before, from the outside ────────────────────────────────────────────────────────────────────────────
@pytest.fixture
def old_file(tmp_path):
    """A database of before the first release, as that version would have left it: a few tables are enough."""
    path = tmp_path / "db.sqlite3"
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("CREATE TABLE django_migrations (id INTEGER PRIMARY KEY, app, name, applied)")
        database.execute("CREATE TABLE pages_lien (id INTEGER PRIMARY KEY, url TEXT)")
        database.execute("INSERT INTO pages_lien (url) VALUES ('https://partenaire.example/')")
        rows = [
            ("contenttypes", "0001_initial"),
            *((app, "0001_initial") for app in BEFORE),
            ("pages", "0010_lien_prive"),
        ]
        database.executemany("INSERT INTO django_migrations (app, name, applied) VALUES (?, ?, '2026-01-31')", rows)
    return path


def run(*command, var):
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    environment |= {"VAR_DIR": str(var)}
    return subprocess.run(
        [sys.executable, *command], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )


def test_migrate_leaves_an_old_file_as_it_is_and_says_what_to_do(old_file):
    before = old_file.read_bytes()
    done = run("manage.py", "migrate", var=old_file.parent)
    sentence = older(old_file, f"mettez le dossier {old_file.parent} de côté")
    assert (done.returncode, done.stdout, done.stderr) == (1, "", f"CommandError: {sentence}\n")
    assert old_file.read_bytes() == before


def test_demo_leaves_an_old_file_as_it_is_and_says_what_to_do(old_file):
    before = old_file.read_bytes()
    done = run("-m", "scripts.demo", "--port", str(next_free("127.0.0.1", 20_000)), var=old_file.parent)
    sentence = older(old_file, f"mettez le dossier {old_file.parent} de côté")
    assert (done.returncode, done.stdout, done.stderr) == (1, "", f"\n✗ {sentence}\n")
    assert old_file.read_bytes() == before


# ── Either database, from the inside ──────────────────────────────────────────────────────────────────────────────
@pytest.fixture
def recorded(db):
    """What the test database has had."""
    return MigrationRecorder(connection)


def what_to_do(settings):
    sqlite = connection.vendor == "sqlite"
    return f"mettez le dossier {settings.VAR_DIR} de côté" if sqlite else "donnez une base vide par DATABASE_URL"


def of_before(recorder):
    for config in own_apps():
        recorder.migration_qs.filter(app=config.label).delete()
    for app in BEFORE:
        recorder.record_applied(app, "0001_initial")


def rows(recorder):
    return sorted(recorder.migration_qs.values_list("app", "name", "applied"))


@pytest.mark.parametrize("options", [{}, {"plan": True}, {"fake": True}, {"run_syncdb": True}, {"app_label": "pages"}])
def test_migrate_refuses_a_database_of_before_whatever_is_asked(recorded, settings, options):
    of_before(recorded)
    tables, before = connection.introspection.table_names(), rows(recorded)
    with pytest.raises(CommandError) as told:
        call_command("migrate", interactive=False, stdout=StringIO(), **options)
    assert str(told.value) == older(connection.settings_dict["NAME"], what_to_do(settings))
    assert (connection.introspection.table_names(), rows(recorded)) == (tables, before)


def test_preparation_refuses_a_database_of_before(recorded, settings, capsys):
    of_before(recorded)
    before = rows(recorded)
    assert prepare.guarded(prepare.migrate) == WRONG_DATABASE
    told = older(connection.settings_dict["NAME"], what_to_do(settings))
    assert capsys.readouterr() == ("", f"\n✗ {told}\n")
    assert rows(recorded) == before


@pytest.mark.parametrize("migration", [("pages", "0999_plus_tard"), ("avis", "0001_release_7")])
def test_database_of_a_later_version_is_refused_as_such(recorded, settings, migration):
    recorded.record_applied(*migration)
    told = newer(connection.settings_dict["NAME"], ".".join(migration), what_to_do(settings))
    with pytest.raises(CommandError) as refused:
        call_command("migrate", interactive=False, stdout=StringIO())
    with pytest.raises(DemoError) as prepared:
        prepare.migrate()
    assert [str(refused.value), str(prepared.value)] == [told, told]
    assert run_checks(databases=["default"]) == [Error(told, id="odd17.E011")]


def test_migration_that_a_package_tidied_away_is_none_of_ours(recorded):
    recorded.record_applied("wagtailcore", "0001_squashed_long_ago")
    assert refusal(connection) == ""


def test_app_that_a_release_let_go_is_known(recorded, monkeypatch):
    recorded.record_applied("avis", "0001_release_7")
    monkeypatch.setattr(foreign_migrations, "RETIRED", frozenset({"avis"}))
    assert refusal(connection) == ""


def test_database_of_this_version_may_be_migrated(recorded):
    assert (refusal(connection), run_checks(databases=["default"])) == ("", [])


def test_apps_of_ours_are_those_of_the_repository():
    folders = {path.parent for path in ROOT.glob("*/**/migrations") if path.relative_to(ROOT).parts[0] not in OTHERS}
    assert folders <= {Path(config.path) for config in own_apps()}
    assert "wagtailcore" not in {config.label for config in own_apps()}
