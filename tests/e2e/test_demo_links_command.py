"""`make demo-links`, from an empty folder until every fictitious partner was checked once, and back to nothing."""

import re
import signal
import sqlite3
from collections import Counter

import pytest

from scripts.demo.partners import SLUG
from scripts.demo.places import is_free
from scripts.world.rows import ROWS
from tests.e2e.first_run import Demo, begun, group_members, status
from tests.ports import own_port

pytestmark = [pytest.mark.long, pytest.mark.xdist_group("demo")]
# A link is kept without its anchor and without credentials: there is nothing to see there by itself.
WITHOUT_REMARK = {"credentials", "fragment_missing"}
UNTRACKED = {"mailto", "tel", "invalid_mailto"}
#: The state of each link that was checked and is cited by the pages that cite the partners' world.
OF_THE_WORLD = """
SELECT etat FROM liens_lien WHERE controle_le IS NOT NULL AND id IN (
    SELECT lien_id FROM liens_occurrencelien JOIN wagtailcore_page ON wagtailcore_page.id = page_id
    WHERE wagtailcore_page.url_path LIKE ?
)
"""


@pytest.fixture(scope="module")
def finished(tmp_path_factory, worker_id):
    var = tmp_path_factory.mktemp("var")
    port = own_port(worker_id, 22_000)
    # Its own folder lies within the demonstration’s, and begins as the demonstration does.
    begun(var / "liens", own_port(worker_id, 21_000))
    with Demo(var, port, "--links", until="Chaque lien a été vérifié une fois") as demo:
        report, groups = status(f"http://127.0.0.1:{port}/admin/liens/"), demo.groups()
        code = demo.end(signal.SIGHUP)
    with sqlite3.connect(var / "liens" / "db.sqlite3") as database:
        states = database.execute(OF_THE_WORLD, [f"%/{SLUG}/%"]).fetchall()
    database.close()
    return code, demo.said, port, groups, report, Counter(state for (state,) in states)


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


def test_end_of_the_session_ends_the_world_too(finished):
    code, said, port, groups, *_ = finished
    assert (code, [group_members(group) for group in groups]) == (0, [[]])
    assert is_free("127.0.0.1", port)
    assert said.endswith("Tout est arrêté ; le contenu est gardé.\n")
