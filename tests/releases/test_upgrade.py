"""Each release brings up the data of the one before: its database, migrated to now, holds and answers the same.

On SQLite, and on PostgreSQL where `DATABASE_URL` names it: in a database of this test's own, thrown away after it.
"""

import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from django.db import connection

from scripts.release import archive

ROOT = Path(__file__).resolve().parents[2]
#: What later releases change on purpose, by release and section: {1: {"counts": {"table": 3}}}; None: it is gone.
#: Each line with its reason.
CHANGED = {
    1: {
        # What is nearest is proposed, with the place's own fiche, and nothing from elsewhere.
        "adoc": {
            "251": {
                "questions": [
                    "lieu",
                    "themes",
                    "mission",
                    "question",
                    "accord",
                    "terrain",
                    "ouverture",
                    "usage",
                    "appui",
                ],
                "maturity": {"recherche": 0, "formation": 14, "diffusion": 0},
                "proposed": [17, 36, 37, 52, 83, 168, 169, 170, 171, 172, 225, 233, 238, 248],
            },
            "252": {
                "questions": ["lieu", "themes", "besoin", "partenaires", "ecrit", "forces", "sante", "bilan", "former"],
                "maturity": {"projet": 0, "moyens": 7, "suivi": 0},
                "proposed": [17, 51, 55, 56, 83, 84, 150, 151, 172, 235, 244, 246, 248],
            },
            "253": {
                "questions": [
                    "lieu",
                    "themes",
                    "role",
                    "portrait",
                    "avec",
                    "depart",
                    "instances",
                    "transversal",
                    "moyens",
                    "former",
                ],
                "maturity": {"ecoute": 0, "cooperation": 0, "duree": 40},
                "proposed": [14, 36, 54, 55, 56, 82, 111, 161, 172, 173, 234, 244, 248],
            },
            "254": {
                "questions": ["lieu", "themes", "taille", "depart", "strategie", "achats", "liens", "temps", "mecenat"],
                "maturity": {"metier": 0, "ancrage": 25, "equipes": 0},
                "proposed": [16, 52, 53, 54, 110, 153, 154, 159, 172, 178, 236, 244, 248],
            },
            "255": {
                "questions": ["lieu", "themes", "depart", "entree", "durees", "fonctionnement", "bilans", "echecs"],
                "maturity": {"posture": 0, "duree": 0, "savoir": 0},
                "proposed": [18, 39, 46, 47, 62, 163, 237, 246, 248],
            },
        },
        # « association » and « associatif » are one family of words.
        "searches": {
            "q=données+ouvertes+des+associations": [
                31,
                67,
                109,
                112,
                113,
                115,
                119,
                122,
                124,
                130,
                142,
                176,
                198,
                208,
                220,
                245,
            ],
        },
    },
}


@pytest.fixture
def empty_database(tmp_path, django_db_blocker):
    """The address of a database in which there is nothing."""
    given = os.environ.get("DATABASE_URL", "")
    if not given.startswith("postgres"):
        yield f"sqlite:///{tmp_path / 'upgrade.sqlite3'}"
        return
    name = f"odd17_upgrade_{uuid4().hex[:12]}"
    with on_the_server(django_db_blocker) as cursor:
        cursor.execute(f"CREATE DATABASE {name}")
    yield urlsplit(given)._replace(path=f"/{name}").geturl()
    with on_the_server(django_db_blocker) as cursor:
        cursor.execute(f"DROP DATABASE {name}")


@contextmanager
def on_the_server(blocker):
    with blocker.unblock(), connection._nodb_cursor() as cursor:
        yield cursor


def rehearse(number, database):
    command = [sys.executable, "-m", "scripts.release", "rehearse", str(number), "--database", database]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def differences(number, told):
    """By section and name, what the release left and what is there now."""
    found = {}
    for section, left in archive.read(number)["observed"].items():
        expected = left | CHANGED.get(number, {}).get(section, {})
        # What is new is no loss.
        now = {name: told[section].get(name) for name in expected}
        found |= {f"{section}: {name}": (left.get(name), now[name]) for name in expected if expected[name] != now[name]}
    return found


# Not marked as slow, so that it runs on the cluster profile as well.
@pytest.mark.parametrize("number", archive.numbers()[-2:])
def test_database_of_a_release_becomes_one_of_now_and_loses_nothing(number, empty_database):
    done = rehearse(number, empty_database)
    assert done.returncode == 0, done.stderr[-3000:]
    assert differences(number, json.loads(done.stdout)) == {}


def test_rehearsal_leaves_a_database_alone_that_is_not_empty(tmp_path):
    path = tmp_path / "kept.sqlite3"
    with closing(sqlite3.connect(path)) as database:
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("CREATE TABLE mine (id)")
    before = path.read_bytes()
    done = rehearse(archive.numbers()[-1], f"sqlite:///{path}")
    assert (done.returncode, done.stdout, done.stderr) == (1, "", "The database is not empty: give one that is.\n")
    assert path.read_bytes() == before
