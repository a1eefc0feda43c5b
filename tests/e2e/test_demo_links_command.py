"""`make demo-links`, from an empty folder until every fictitious partner was checked once, and back to nothing."""

import os
import re
import signal
import sqlite3
import subprocess
import sys
from collections import Counter

import pytest

from scripts.demo.kinship import tied_to_me
from scripts.demo.places import ROOT, is_free
from scripts.world.rows import ROWS
from tests.e2e.conftest import own_port
from tests.e2e.test_demo_command import group_members, status

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("demo")]
# A link is kept without its anchor and without credentials: there is nothing to see there by itself.
WITHOUT_REMARK = {"credentials", "fragment_missing"}
UNTRACKED = {"mailto", "tel", "invalid_mailto"}


@pytest.fixture(scope="module")
def finished(tmp_path_factory, worker_id):
    var = tmp_path_factory.mktemp("var")
    port = own_port(worker_id, 22_000)
    own = {name: value for name, value in os.environ.items() if not name.startswith(("SITE_", "ALLOWED_", "LINKS_"))}
    process = subprocess.Popen(
        [sys.executable, "-m", "scripts.demo", "--links", "--port", str(port)],
        cwd=ROOT,
        env=own | {"VAR_DIR": str(var), "PYTHONUNBUFFERED": "1"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        preexec_fn=tied_to_me(),
    )
    said, groups = "", set()
    for line in process.stdout:
        said += line
        if "Chaque lien a été vérifié une fois" in line:
            report = status(f"http://127.0.0.1:{port}/admin/liens/")
            children = subprocess.run(["pgrep", "-P", str(process.pid)], capture_output=True, text=True, check=True)
            groups = {os.getpgid(int(child)) for child in children.stdout.split()}
            process.send_signal(signal.SIGINT)
            break
    said += process.stdout.read()
    process.stdout.close()
    code = process.wait(timeout=60)
    assert groups, said
    with sqlite3.connect(var / "liens" / "db.sqlite3") as database:
        states = database.execute("SELECT etat FROM liens_lien WHERE controle_le IS NOT NULL").fetchall()
    database.close()
    return code, said, port, groups, report, Counter(state for (state,) in states)


def test_report_fills_up_with_the_first_state_of_every_row(finished):
    *_, states = finished
    expected = Counter(
        "ok" if row.slug in WITHOUT_REMARK else row.first.value for row in ROWS if row.slug not in UNTRACKED
    )
    assert states == expected


def test_progress_is_told_until_all_are_checked(finished):
    _, said, *_ = finished
    counts = [int(count) for count in re.findall(r"^  (\d+) liens? vérifiés? sur \d+", said, re.MULTILINE)]
    assert counts == sorted(counts)
    assert len(counts) > 3
    assert "personne n’avance l’horloge" in said


def test_report_is_served_to_those_who_log_in(finished):
    assert finished[4] == 200


def test_ctrl_c_ends_the_world_too(finished):
    code, said, port, groups, *_ = finished
    assert (code, [group_members(group) for group in groups]) == (0, [[]])
    assert is_free("127.0.0.1", port)
    assert said.endswith("Tout est arrêté ; le contenu est gardé.\n")
