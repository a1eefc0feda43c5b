"""What a restoration refuses, puts back and keeps."""

import json
import stat
from dataclasses import replace

import pytest
from django.core.management import CommandError, call_command

from cms.backups import manifest as manifests
from cms.backups import sealing
from cms.backups.failure import BackupError
from cms.backups.restoring import checked, put_secrets_back, refuse_to_overwrite, take_up
from cms.backups.writing import write_backup
from taxonomy.models import Domaine
from tests.factories.pages import administrateur

PHRASE = "sept petits chevaux bleus"


@pytest.fixture
def folder(site, tmp_path):
    write_backup(tmp_path / "sauvegarde")
    return tmp_path / "sauvegarde"


def changed(folder, **columns):
    manifests.write(replace(manifests.read(folder), **columns), folder)


def test_restored_site_is_what_it_was_and_the_media_of_before_are_kept(site, folder, settings):
    page, _, media = site
    (media / "images/vue.png").write_bytes(b"autre")
    type(page).objects.filter(pk=page.pk).update(title="Perdu")
    take_up(folder)
    assert type(page).objects.get().title == page.title
    assert (media / "images/vue.png").read_bytes() == b"\x89PNG" * 5_000
    [aside] = media.parent.glob("media.avant-*")
    assert (aside / "images/vue.png").read_bytes() == b"autre"


def test_database_that_holds_something_is_not_replaced_without_force(folder):
    with pytest.raises(CommandError, match=r"n’est pas vide : rien n’y a été changé\. Sauvegardez-la, puis"):
        call_command("restore", folder, yes=True)


@pytest.mark.django_db
def test_database_as_migrations_leave_it_is_empty_and_one_account_fills_it():
    refuse_to_overwrite()
    administrateur()
    with pytest.raises(BackupError, match="n’est pas vide"):
        refuse_to_overwrite()


def test_backup_of_a_newer_version_is_refused_with_the_migration_that_lacks(folder):
    changed(folder, migrations=["pages.0999_demain"], version="release 9")
    with pytest.raises(BackupError, match=r"version plus récente \(release 9, migration pages\.0999_demain\)"):
        checked(folder)


def test_backup_of_another_sort_of_database_is_refused(folder):
    changed(folder, profile="oracle")
    with pytest.raises(BackupError, match="celle d’une base oracle"):
        checked(folder)


def test_folder_that_is_no_backup_is_refused(tmp_path):
    with pytest.raises(BackupError, match=r"n’est pas une sauvegarde entière : manifest\.json y manque"):
        manifests.read(tmp_path)


def test_restoration_that_fails_leaves_database_and_media_as_they_were(site, folder, monkeypatch):
    def broken(self, path, progress):
        raise BackupError("PostgreSQL a refusé.")

    monkeypatch.setattr("cms.backups.databases.sqlite.SqliteVault.take_up", broken)
    monkeypatch.setattr("cms.backups.databases.postgresql.PostgresqlVault.take_up", broken)
    Domaine.objects.filter(nom="Nouveau").delete()
    with pytest.raises(BackupError, match="refusé"):
        take_up(folder)
    media = site[2]
    assert [path.name for path in media.parent.glob("media*")] == ["media"]


# ── Secrets ───────────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.fixture
def phrase(tmp_path):
    path = tmp_path / "phrase"
    path.write_text(f"{PHRASE}\n")
    return sealing.passphrase(path)


def test_secrets_are_left_out_unless_a_passphrase_seals_them(site, tmp_path, settings, phrase):
    settings.SECRET_KEY, settings.VAR_DIR = "clef-de-l-essai", tmp_path / "var"
    settings.VAR_DIR.mkdir()
    (settings.VAR_DIR / "secret_key").write_text("clef-de-l-essai")
    plain, sealed = tmp_path / "sans", tmp_path / "avec"
    assert (write_backup(plain).secrets, write_backup(sealed, phrase=phrase).secrets) == (False, True)
    assert [path for path in (*plain.rglob("*"), *sealed.rglob("*")) if holds(path, b"clef-de-l-essai")] == []
    assert not (plain / sealing.FILE).exists()

    settings.SECRET_KEY = "une-autre"
    (settings.VAR_DIR / "secret_key").write_text("une-autre")
    put = put_secrets_back(sealed, phrase)
    assert f"SECRET_KEY={json.dumps('clef-de-l-essai')}" in put.read_text().splitlines()
    assert (settings.VAR_DIR / "secret_key").read_text() == "clef-de-l-essai"
    assert stat.S_IMODE(put.stat().st_mode) == 0o600


def holds(path, secret):
    return path.is_file() and secret in path.read_bytes()


def test_key_that_the_environment_gives_is_not_written_to_the_disk(site, tmp_path, settings, phrase):
    settings.VAR_DIR = tmp_path
    (tmp_path / "secret_key").write_text("pas celle-ci")
    write_backup(tmp_path / "sauvegarde", phrase=phrase)
    put_secrets_back(tmp_path / "sauvegarde", phrase)
    assert (tmp_path / "secret_key").read_text() == "pas celle-ci"


def test_another_passphrase_opens_nothing_and_a_short_one_is_refused(site, tmp_path, phrase):
    write_backup(tmp_path / "sauvegarde", phrase=phrase)
    with pytest.raises(BackupError, match="n’ouvre pas les secrets"):
        sealing.unseal(tmp_path / "sauvegarde", b"une autre phrase de passe")
    (tmp_path / "courte").write_text("court\n")
    with pytest.raises(BackupError, match="trop courte : 12 caractères au moins"):
        sealing.passphrase(tmp_path / "courte")
