"""`make upgrade`: its steps in order, the first that fails, and what to type then."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from scripts import upgrade
from scripts.demo.stamps import Stamps

ROOT = Path(__file__).resolve().parents[2]
RELOAD = ["systemctl", "reload-or-restart", *upgrade.UNITS]


class Commands:
    """Notes each command; those whose words are named end with code 1."""

    def __init__(self, *failing):
        self.failing, self.asked = failing, []

    def __call__(self, command):
        words = [word for word in command if word not in {sys.executable, str(ROOT / "manage.py")}]
        self.asked.append(words[0])
        return subprocess.CompletedProcess(command, int(words[0] in self.failing), "", "voilà pourquoi\n")


@pytest.fixture
def stamps(tmp_path):
    return Stamps(tmp_path / "stamps", of="static")


@pytest.mark.parametrize(
    ("failing", "folder", "reload", "asked"),
    [
        ((), Path("/s"), RELOAD, ["check", "backup", "migrate", "collectstatic", "search_state", "systemctl"]),
        ((), None, [], ["check", "migrate", "collectstatic", "search_state"]),
        (
            ("search_state",),
            None,
            RELOAD,
            ["check", "migrate", "collectstatic", "search_state", "search_rebuild", "systemctl"],
        ),
    ],
)
def test_upgrade_runs_what_is_needed_in_order(stamps, failing, folder, reload, asked):
    commands = Commands(*failing)
    upgrade.Upgrade(folder, reload, stamps, commands)()
    assert commands.asked == asked


@pytest.mark.parametrize(
    ("failing", "name"),
    [
        (["check"], "La vérification de la base"),
        (["backup"], "La sauvegarde"),
        (["migrate"], "La migration"),
        (["collectstatic"], "Les fichiers statiques"),
        (["search_state", "search_rebuild"], "L’index"),
        (["systemctl"], "Le rechargement"),
    ],
)
def test_step_that_fails_is_the_last_and_says_what_to_do(stamps, failing, name):
    commands = Commands(*failing)
    with pytest.raises(upgrade.UpgradeError) as told:
        upgrade.Upgrade(Path("/s"), RELOAD, stamps, commands)()
    assert commands.asked[-1] == failing[-1]
    assert str(told.value).splitlines() == [
        f"{name} : échec.",
        "  voilà pourquoi",
        upgrade.ADVICE[name].format(folder="/s"),
    ]


def test_static_files_that_have_not_changed_are_not_gathered_again(stamps):
    upgrade.Upgrade(None, [], stamps, Commands())()
    again, broken = Commands(), Commands("collectstatic")
    upgrade.Upgrade(None, [], stamps, again)()
    stamps.forget("static")
    with pytest.raises(upgrade.UpgradeError):
        upgrade.Upgrade(None, [], stamps, broken)()
    after = Commands()
    upgrade.Upgrade(None, [], stamps, after)()
    assert ["collectstatic" in one.asked for one in (again, broken, after)] == [False, True, True]


def test_what_to_do_stands_word_for_word_in_the_documentation():
    text = (ROOT / "docs/operations.md").read_text("utf-8")
    rows = dict(re.findall(r"^\| ([^|]+?) \| ([^|]+?) \|$", text, re.MULTILINE))
    assert {name: rows.get(name) for name in upgrade.ADVICE} == {
        name: words.format(folder="DOSSIER") for name, words in upgrade.ADVICE.items()
    }
    assert upgrade.ROLL_BACK.format(folder="DOSSIER") in text


@pytest.mark.parametrize(("active", "command"), [(0, RELOAD), (1, [])])
def test_units_that_run_are_reloaded(monkeypatch, active, command):
    monkeypatch.setattr(upgrade.shutil, "which", lambda name: f"/bin/{name}")
    assert upgrade.reload_of_the_units(Commands(*["systemctl"] * active)) == command
