"""The drill: a site that works is put away, proven, and made again elsewhere by a process of its own.

On SQLite, and on PostgreSQL where `DATABASE_URL` names it.
"""

import json
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.urls import reverse
from wagtail.models import PageLogEntry, Revision

from cap import editing
from cap.models import Cap
from cms.backups.databases import sqlite
from cms.backups.databases.contract import holdings
from cms.backups.manifest import sum_of
from cms.backups.media import files_under
from cms.backups.restoring import checked
from cms.backups.verifying import Verified, verify
from cms.backups.writing import write_backup
from comite.traces.models import Trace
from taxonomy.enums import Critere
from taxonomy.models import Domaine
from tests.cms.backups.conftest import one_byte_changed
from tests.patience import wait_until

ROOT = Path(__file__).resolve().parents[3]
EVERY = 0.05  # seconds: twenty a second
LAST_WORDS = "Redémarrez maintenant le site et ses tâches de fond, puis regardez /sante/pret/."
#: Run beside the restored site: what opens, what is found, what is there.
ASKED = """
import json, sys
import django
django.setup()
from django.db import connection
from django.test import Client
from cms.backups.databases.contract import holdings
client = Client(headers={"host": "localhost"})
def execute(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()
with connection.cursor() as cursor:
    names = connection.introspection.table_names(cursor)
counts = holdings(execute, names).counts
opened = [client.get(address).status_code for address in sys.argv[1:]]
found = client.get("/api/v3/recherche/?q=biodiversité").json()["resultats"]
print(json.dumps({"counts": counts, "opened": opened, "found": [one["id"] for one in found]}))
"""


class Writer(threading.Thread):
    """Edits a page twenty times a second: a version, an entry of the log and its trace in one transaction each."""

    def __init__(self, page):
        super().__init__()
        self.page, self.written, self.ended, self.failure = page, 0, threading.Event(), None

    def run(self):
        try:
            while not self.ended.wait(EVERY):
                self.page.save_revision(log_action=True)
                self.written += 1
        except Exception as exc:  # noqa: BLE001  the test tells it
            self.failure = exc
        finally:
            connection.close()

    def __enter__(self):
        self.start()
        wait_until(lambda: self.written >= 3 or self.failure)
        return self

    def __exit__(self, *about):
        now = self.written
        wait_until(lambda: self.written >= now + 3 or self.failure)
        self.ended.set()
        self.join()
        assert self.failure is None


def edits():
    return {one._meta.db_table: one.objects.count() for one in (Revision, PageLogEntry, Trace)}


def of_the_restored_site(tmp_path, address, *words):
    environment = os.environ | {"VAR_DIR": str(tmp_path / "ailleurs"), "DATABASE_URL": address, "REDIS_URL": ""}
    environment |= {"ELASTICSEARCH_URL": "", "DJANGO_SETTINGS_MODULE": "cms.settings", "ALLOWED_HOSTS": "localhost"}
    done = subprocess.run(
        [sys.executable, *words], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_site_that_works_is_put_away_proven_and_made_again_elsewhere(site, elsewhere, tmp_path):
    page, secret, media = site
    lecture = editing.lien_de_lecture(Cap.objects.get(), edition=secret)
    folder = tmp_path / "sauvegarde"

    with Writer(page):
        begun = edits()
        made = write_backup(folder)
        ended = edits()
    seen = verify(folder)
    said = of_the_restored_site(tmp_path, elsewhere, "manage.py", "restore", str(folder), "--yes")
    links = [reverse("cap:modifier", args=[secret]), reverse("cap:lire", args=[lecture])]
    asked = json.loads(of_the_restored_site(tmp_path, elsewhere, "-c", ASKED, *links))

    assert {name: begun[name] <= made.counts[name] <= ended[name] for name in begun} == dict.fromkeys(begun, True)
    # Of one moment: no version without its entry in the log.
    assert {made.counts[name] - begun[name] for name in begun} == {
        made.counts["wagtailcore_revision"] - begun["wagtailcore_revision"]
    }
    assert seen == Verified(made, cap=1, found=page.title, pages=1, media=1)
    assert said.splitlines()[-1] == LAST_WORDS
    # The index was built anew: its own tables tell of that.
    differing = {name for name in made.counts if asked["counts"][name] != made.counts[name]}
    assert {name for name in differing if not name.startswith("search_")} == set()
    assert (asked["opened"], asked["found"]) == ([200, 200], [page.pk])
    there = tmp_path / "ailleurs/media"
    assert {path: sum_of(there / path) for path in files_under(there)} == {
        path: sum_of(media / path) for path in files_under(media)
    }


@pytest.mark.parametrize("name", ["base", "media/images/vue.png", "manifest.json", "manifest.json.sha256"])
def test_backup_with_one_byte_changed_is_neither_verified_nor_restored(site, tmp_path, name):
    folder = tmp_path / "sauvegarde"
    write_backup(folder)
    path = folder / name if name != "base" else next(folder.glob("base.*"))
    told = path.name.removesuffix(".sha256") if name != "media/images/vue.png" else name
    sentence = f"Le fichier {told} de la sauvegarde est abîmé ou incomplet : prenez une autre sauvegarde."

    with one_byte_changed(path):
        with pytest.raises(CommandError, match=sentence):
            call_command("backup", folder, verify=True)
        with pytest.raises(CommandError, match=sentence):
            call_command("restore", folder, yes=True, force=True)
    assert checked(folder).files


def test_counts_are_those_of_every_table(site):
    def execute(sql):
        with connection.cursor() as cursor:
            cursor.execute(sql)
            return cursor.fetchall()

    assert holdings(execute, ["cap_cap", "cap_element"]).counts == {"cap_cap": 1, "cap_element": 1}


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL’s dump is given its moment by a snapshot")
def test_copy_is_of_the_moment_it_began_however_often_others_write_meanwhile(site, tmp_path, monkeypatch):
    monkeypatch.setattr(sqlite, "PAGES", 20)
    began, told = Domaine.objects.count(), []

    def progress(done, total):
        told.append(done)
        assert len(told) < 1_000, "begun anew with each write"
        Domaine.objects.create(nom=f"Écrit pendant {len(told)}", critere=Critere.SOCIETAUX)

    held = sqlite.SqliteVault(connection).put_away(tmp_path / "base.sqlite3", progress)
    assert (held.counts["taxonomy_domaine"], len(told) > 5) == (began, True)
    assert told == sorted(set(told))  # never begun anew
