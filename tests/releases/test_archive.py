"""What is frozen of each release: its migrations do not change, and its database has something of everything."""

import sqlite3
import subprocess
from contextlib import closing

import pytest

from scripts.release import archive, rows

LAST = archive.numbers()[-1]
#: Tables of frameworks that this site does not use, or that empty themselves.
EMPTY = {
    *("auth_user_user_permissions", "django_admin_log", "journal_marque", "taggit_tag", "taggit_taggeditem"),
    *("wagtail_headless_preview_pagepreview", "wagtailadmin_admin", "wagtailadmin_editingsession"),
    *("wagtailadmin_formstate", "wagtailcore_collectionviewrestriction"),
    *("wagtailcore_collectionviewrestriction_groups", "wagtailcore_groupsitepermission"),
    *("wagtailcore_pageviewrestriction_groups", "wagtailcore_uploadedfile", "wagtailcore_workflowcontenttype"),
    *("wagtailembeds_embed", "wagtailimages_rendition"),
}


@pytest.fixture(scope="module")
def snapshot():
    return archive.read(LAST)


def column(snapshot, table, name):
    found = snapshot["tables"][table]
    return [row[found["columns"].index(name)] for row in found["rows"]]


# ── The migrations ────────────────────────────────────────────────────────────────────────────────────────────────
def test_released_migrations_are_what_they_were():
    assert archive.edited() == []


def test_snapshot_had_the_migrations_that_are_frozen(snapshot):
    frozen = {path for release, files in archive.checksums().items() if int(release) <= LAST for path in files}
    applied = {tuple(pair) for pair in snapshot["migrations"]}
    # The label of an app is the last part of its folder, but for the reports of links.
    labels = {"reports": "rapports"}
    keys = {(folder.split("/")[-1], name) for folder, name in (path.split("/migrations/") for path in frozen)}
    assert {(labels.get(app, app), name.removesuffix(".py")) for app, name in keys} - applied == set()


@pytest.fixture
def repository(tmp_path):
    """A repository of two migrations, of which release 1 has frozen the first."""
    root, folder = tmp_path / "root", tmp_path / "root/releases"
    migrations = root / "pages/migrations"
    migrations.mkdir(parents=True)
    (migrations / "0001_release_1.py").write_text("# as it was released\n")
    folder.mkdir()
    first = archive.current_checksums(root)
    (folder / "migrations.json").write_text(archive.json.dumps({"1": first}))
    (migrations / "0002_since.py").write_text("# not released yet\n")
    return root


def test_migration_that_is_not_released_may_change(repository):
    assert archive.edited(repository / "releases", repository) == []


@pytest.mark.parametrize("change", [lambda path: path.write_text("# edited\n"), lambda path: path.unlink()])
def test_released_migration_that_changes_or_goes_is_told_with_what_to_do(repository, change):
    change(repository / "pages/migrations/0001_release_1.py")
    assert archive.edited(repository / "releases", repository) == [
        "pages/migrations/0001_release_1.py was released with release 1 and may not change any more: restore it, and "
        "write what it should do as a new migration (docs/releases.md)."
    ]


def git(root, *words):
    person = ["-c", "user.name=Essai", "-c", "user.email=essai@exemple.example", "-c", "tag.gpgSign=false"]
    subprocess.run(["git", *person, *words], cwd=root, check=True, capture_output=True)


def test_next_release_is_frozen_once_the_last_one_is_tagged(repository):
    folder = repository / "releases"
    git(repository, "init")
    git(repository, "commit", "--allow-empty", "--message", "Begin")
    seen = [archive.to_freeze(folder, repository)]
    archive.path_of(1, folder).touch()
    seen.append(archive.to_freeze(folder, repository))
    git(repository, "tag", "release-1")
    seen.append(archive.to_freeze(folder, repository))
    assert seen == [1, 1, 2]


def test_snapshot_is_read_as_it_was_written_and_freezes_only_what_is_new(tmp_path, monkeypatch):
    monkeypatch.setattr(archive, "current_checksums", lambda: {"a/migrations/0001.py": "1"})
    archive.write({"release": 1, "tables": {"é": []}}, tmp_path)
    monkeypatch.setattr(
        archive, "current_checksums", lambda: {"a/migrations/0001.py": "1", "a/migrations/0002.py": "2"}
    )
    archive.write({"release": 2}, tmp_path)
    assert [archive.read(number, tmp_path) for number in archive.numbers(tmp_path)] == [
        {"release": 1, "tables": {"é": []}},
        {"release": 2},
    ]
    assert archive.checksums(tmp_path) == {"1": {"a/migrations/0001.py": "1"}, "2": {"a/migrations/0002.py": "2"}}


def test_release_that_is_not_frozen_is_told(tmp_path):
    with pytest.raises(archive.ReleaseError, match="Release 7 is not frozen"):
        archive.read(7, tmp_path)


# ── The rows ──────────────────────────────────────────────────────────────────────────────────────────────────────
def test_snapshot_has_something_of_everything(snapshot):
    assert {name for name, table in snapshot["tables"].items() if not table["rows"]} == EMPTY


def test_snapshot_counts_what_it_holds(snapshot):
    counts = snapshot["observed"]["counts"]
    assert {name: len(snapshot["tables"][name]["rows"]) for name in counts} == counts


def test_snapshot_names_nobody_and_lets_nobody_in(snapshot):
    assert column(snapshot, "auth_user", "email") == ["editrice@comite.example", "relectrice@comite.example"]
    # « ! »: no password fits.
    assert [password[0] for password in column(snapshot, "auth_user", "password")] == ["!", "!"]
    assert set(column(snapshot, "rapports_courriel", "adresse")) == {"relectrice@comite.example"}
    assert column(snapshot, "wagtailcore_pageviewrestriction", "password") == [""]


def test_snapshot_is_small():
    assert archive.path_of(LAST).stat().st_size <= 500_000


def test_rows_are_read_as_they_stand_in_the_file(tmp_path):
    path = tmp_path / "db.sqlite3"
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("CREATE TABLE chose (id INTEGER PRIMARY KEY, vrai bool, le datetime, part real, corps BLOB)")
        database.execute("CREATE TABLE django_session (session_key text)")
        database.execute(
            "INSERT INTO chose VALUES (2, 1, '2026-01-31 08:00:00', 0.5, x'00ff'), (1, 0, NULL, NULL, NULL)"
        )
    assert rows.read(path) == {
        "chose": {
            "columns": ["id", "vrai", "le", "part", "corps"],
            "rows": [[1, 0, None, None, None], [2, 1, "2026-01-31 08:00:00", 0.5, {"base64": "AP8="}]],
        }
    }
