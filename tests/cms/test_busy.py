"""What is asked of a SQLite to which somebody writes."""

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_database_that_is_written_to_is_not_taken_for_one_without_json(tmp_path):
    program = (
        "import django; django.setup(); from django.db import connection as one; "
        "one.settings_dict['OPTIONS']['timeout'] = 0.05; print(one.features.supports_json_field)"
    )
    variables = {"DJANGO_SETTINGS_MODULE": "cms.settings", "VAR_DIR": str(tmp_path), "PATH": ""}
    with closing(sqlite3.connect(tmp_path / "db.sqlite3", isolation_level=None)) as writer:
        writer.execute("PRAGMA journal_mode=WAL")
        writer.execute("BEGIN IMMEDIATE")
        done = subprocess.run(
            [sys.executable, "-c", program], cwd=ROOT, env=variables, capture_output=True, text=True, check=False
        )
    assert (done.stdout, done.returncode) == ("True\n", 0), done.stderr
