"""Releases side by side: what is laid, switched, converted, kept; and `make upgrade` and `make rollback` among them."""

import os
import re
import subprocess
from pathlib import Path

import pytest

from scripts.demo.console import DemoError
from scripts.install import releases as releases_module
from scripts.install import steps, upgrading
from scripts.install.places import Places
from scripts.install.releases import STAMP, Releases
from scripts.install.upgrading import InstalledUpgrade, is_installed, take_over
from scripts.upgrade import UpgradeError

ROOT = Path(__file__).resolve().parents[2]
BRING_UP = ["check", "backup", "migrate", "scripts.install.prepare", "collectstatic", "search_state"]


@pytest.fixture
def source(tmp_path):
    """A tiny clone."""
    folder = tmp_path / "clone"
    for name in ("cms/a.py", "tests/t.py", "requirements.txt", "deploy/odd17-manage", "releases/release-3.json.xz"):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("1")
    for name in steps.SERVICES:
        (folder / "deploy/systemd").mkdir(exist_ok=True)
        (folder / "deploy/systemd" / name).write_text("1")
    return folder


@pytest.fixture
def places(tmp_path):
    """A machine, with its settings."""
    found = Places(tmp_path / "machine")
    steps.make_folders(found)
    found.settings.write_text("SECRET_KEY=x\n")
    return found


@pytest.fixture
def releases(places):
    return Releases(places)


def laid(releases, source, text):
    """A release of its own text that serves."""
    (source / "cms/a.py").write_text(text)
    release = releases.lay(source=source)
    releases.equip(release, given=source)
    releases.switch(release)
    return release


def standing(releases):
    """(what serves, what is there)."""
    names = sorted(path.name for path in releases.folder.iterdir() if path.is_dir())
    return (releases.places.code / "cms/a.py").read_text(), names


def test_release_is_laid_once_without_tests_and_named_by_its_content(releases, source):
    first = releases.lay(source=source)
    files = sorted(str(path.relative_to(first)) for path in first.rglob("*") if path.is_file())
    systemd = [f"deploy/systemd/{name}" for name in sorted(steps.SERVICES)]
    assert files == [
        STAMP,
        "cms/a.py",
        "deploy/odd17-manage",
        *systemd,
        "releases/release-3.json.xz",
        "requirements.txt",
    ]
    assert first.name == f"3-{(first / STAMP).read_text()[:10]}"
    before = (first / "cms/a.py").stat().st_ino
    assert (releases.lay(source=source), (first / "cms/a.py").stat().st_ino) == (first, before)


def test_copy_that_broke_off_is_begun_anew(releases, source, monkeypatch):
    def full(*paths):
        raise OSError("full")

    with monkeypatch.context() as patched:
        patched.setattr(releases_module.shutil, "copyfile", full)
        with pytest.raises(OSError, match="full"):
            releases.lay(source=source)
    assert releases.current is None
    releases.switch(releases.lay(source=source))
    assert (releases.places.code / "cms/a.py").read_text() == "1"


def test_three_releases_stay_and_history_goes_back_one_by_one(releases, source):
    names = [laid(releases, source, text).name for text in "12345"]
    releases.tidy()
    assert standing(releases) == ("5", sorted(names[2:]))
    assert (releases.history, releases.before.name) == (names[2:], names[3])
    releases.switch(releases.before)
    assert (releases.history, releases.before.name) == (names[2:4], names[2])
    # The one that was left may come again.
    laid(releases, source, "5")
    assert releases.history == names[2:]
    (releases.folder / "history").unlink()
    assert releases.history == names[4:]


def test_environment_is_shared_by_releases_with_the_same_libraries(releases, source, monkeypatch):
    monkeypatch.setattr(releases_module, "bootstrap", lambda files, where: where.path.mkdir(exist_ok=True))
    ways = []
    for text, pinned in (("1", "a"), ("2", "a"), ("3", "b")):
        (source / "cms/a.py").write_text(text)
        (source / "requirements.txt").write_text(pinned)
        release = releases.lay(source=source)
        releases.equip(release)
        releases.switch(release)
        ways.append((release / ".venv").resolve())
    kept = releases.folder / "environments"
    assert ways[0] == ways[1] != ways[2]
    assert {path.parent for path in ways} == set(kept.iterdir())
    laid(releases, source, "4")
    releases.tidy()
    assert {path.parent for path in ways} == set(kept.iterdir())
    laid(releases, source, "5")
    laid(releases, source, "6")
    releases.tidy()
    assert list(kept.iterdir()) == []


def test_plain_folder_of_before_becomes_a_release(releases, source):
    release = releases.lay(source=source)
    release.rename(releases.places.code)
    (releases.places.code / ".venv").mkdir()
    releases.convert()
    assert (releases.places.code.resolve(), releases.history) == (release, [release.name])
    # What its environment is called does not change.
    assert (releases.places.code / ".venv").is_dir()
    releases.equip(release, given=source)
    assert not (release / ".venv").is_symlink()


def test_conversion_that_broke_off_is_healed(releases, source, monkeypatch):
    releases.lay(source=source).rename(releases.places.code)
    with monkeypatch.context() as patched:
        patched.setattr(releases_module, "_put_link", lambda *paths: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            releases.convert()
    assert not releases.places.code.exists()
    Releases(releases.places).convert()
    assert standing(releases)[0] == "1"


def test_two_at_once_are_refused(places):
    def second():
        with Releases(places).held():
            pass

    with Releases(places).held(), pytest.raises(DemoError, match="déjà en cours"):
        second()
    second()


# upgrade and rollback


class Commands:
    """Notes each command, and of which release; those whose words are named end with code 1."""

    def __init__(self, monkeypatch, *failing, **said):
        self.failing, self.said, self.asked = failing, said, []
        monkeypatch.setattr(steps, "as_service", self)

    def __call__(self, places, release, words, *, umask, nice):
        word = next(one for one in words if one not in ("python", "manage.py", "-m"))
        self.asked.append((word, (release / "cms/a.py").read_text()))
        told = self.said.get(word, "")
        told = told[self.asked[-1][1]] if isinstance(told, dict) else told
        return subprocess.CompletedProcess(words, int(word in self.failing), told, "voilà pourquoi\n")


@pytest.fixture
def served(releases, source):
    """Version 1 serves, and this clone is version 2."""
    laid(releases, source, "1")
    (source / "cms/a.py").write_text("2")
    return releases


@pytest.fixture
def upgrade(served, source, monkeypatch):
    """A command that upgrades, or goes `back`; what was restarted meanwhile is noted by version."""

    # Nothing listens.
    monkeypatch.setattr(InstalledUpgrade, "_await_answer", lambda upgrade: None)

    class Command:
        restarts = ()
        #: What was done with worker and beat.
        tasks = ()

        def __call__(self, *, back=False, restored=None):
            one = InstalledUpgrade(served.places, control=self.control, source=source)
            return one.back(restored) if back else one(environment=source)

        def control(self, verb, units):
            serves = (served.places.code / "cms/a.py").read_text()
            if "odd17-web" in units:
                self.restarts = (*self.restarts, serves)
            else:
                self.tasks = (*self.tasks, (verb, serves))

    return Command()


def test_new_release_is_brought_up_beside_the_old_one_and_then_serves(served, upgrade, monkeypatch):
    commands = Commands(monkeypatch)
    upgrade()
    assert commands.asked == [(word, "2") for word in BRING_UP]
    assert (standing(served)[0], upgrade.restarts, len(served.history)) == ("2", ("2",), 2)
    assert upgrade.tasks == (("stop", "1"), ("restart", "2"))
    assert (served.places.units / "odd17-web.service").exists()
    # Once more: nothing is copied, and what is done says so by itself.
    upgrade()
    assert (standing(served)[0], upgrade.restarts, len(served.history)) == ("2", ("2", "2"), 2)


@pytest.mark.parametrize(
    ("failing", "name"),
    [
        (["check"], "La vérification de la base"),
        (["backup"], "La sauvegarde"),
        (["migrate"], "La migration"),
        (["scripts.install.prepare"], "Les listes"),
        (["collectstatic"], "Les fichiers statiques"),
        (["search_state", "search_rebuild"], "L’index"),
    ],
)
def test_step_that_fails_leaves_the_old_release_serving(served, upgrade, monkeypatch, failing, name):
    commands = Commands(monkeypatch, *failing)
    with pytest.raises(UpgradeError) as told:
        upgrade()
    assert commands.asked[-1] == (failing[-1], "2")
    first, why, advice = str(told.value).splitlines()
    folder = re.search(r"\S*avant-\S+", advice)
    assert (first, why) == (f"{name} : échec.", "  voilà pourquoi")
    assert advice == upgrading.ADVICE[name].format(folder=folder and folder.group())
    assert (standing(served)[0], upgrade.restarts) == ("1", ())
    # What was stopped works again.
    assert upgrade.tasks in ((), (("stop", "1"), ("restart", "1")))
    Commands(monkeypatch)
    upgrade()
    assert (standing(served)[0], upgrade.restarts) == ("2", ("2",))


def test_restart_that_fails_says_how_to_go_back(upgrade, monkeypatch):
    Commands(monkeypatch)

    def broken(verb, units):
        if verb == "restart":
            raise UpgradeError("unité en échec")

    upgrade.control = broken
    with pytest.raises(UpgradeError) as told:
        upgrade()
    assert str(told.value).splitlines() == [
        "Le redémarrage : échec.",
        "  unité en échec",
        upgrading.ADVICE["Le redémarrage"],
    ]


PLANS = {"1": "[X]  a.0001_initial\n", "2": "[X]  a.0001_initial\n[X]  a.0002_more\n[ ]  a.0003_later\n"}


def test_rollback_serves_the_release_before_and_its_static_files(served, upgrade, monkeypatch):
    Commands(monkeypatch)
    upgrade()
    commands = Commands(monkeypatch, showmigrations=PLANS)
    upgrade(back=True)
    assert commands.asked == [
        ("showmigrations", "1"),
        ("showmigrations", "2"),
        ("scripts.expanding", "2"),
        ("collectstatic", "1"),
        ("search_state", "1"),
        ("search_reconcile", "1"),
    ]
    assert (standing(served)[0], upgrade.restarts, served.before) == ("1", ("2", "1"), None)


def test_rollback_past_a_migration_that_contracts_is_refused(served, upgrade, monkeypatch):
    Commands(monkeypatch)
    upgrade()
    Commands(monkeypatch, **{"showmigrations": PLANS, "scripts.expanding": "a.0002_more\n"})
    with pytest.raises(UpgradeError, match=r"ne peut pas servir cette base : a\.0002_more lui a retiré"):
        upgrade(back=True)
    assert (standing(served)[0], upgrade.restarts) == ("2", ("2",))


def test_rollback_with_the_data_of_before_has_the_release_before_restore_them(served, upgrade, monkeypatch):
    Commands(monkeypatch)
    upgrade()
    commands = Commands(monkeypatch)
    upgrade(back=True, restored=Path("/s/avant"))
    assert commands.asked == [(word, "1") for word in ("restore", "collectstatic", "search_state", "search_reconcile")]
    # Web was stopped, then started as the release before.
    assert (standing(served)[0], upgrade.restarts) == ("1", ("2", "2", "1"))


def test_rollback_without_a_release_before_is_refused(upgrade, monkeypatch):
    commands = Commands(monkeypatch)
    with pytest.raises(UpgradeError, match="pas de version d’avant"):
        upgrade(back=True)
    assert commands.asked == []


def test_service_is_installed_once_a_release_served(served, places, tmp_path):
    assert (is_installed(places), is_installed(Places(tmp_path / "elsewhere"))) == (True, False)


@pytest.mark.parametrize(("back", "word"), [(False, "upgrade"), (True, "rollback")])
def test_installed_service_is_roots(monkeypatch, back, word):
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(UpgradeError, match=f"lancez sudo make {word}"):
        take_over(Places(), back=back, backup=True, dry_run=False)


def test_dry_run_says_the_steps_and_does_none(served, places, capsys):
    take_over(places, back=False, backup=True, dry_run=True)
    lines = capsys.readouterr().out.splitlines()
    assert [line.split(".")[0].strip() for line in lines] == ["1", "2", "3", "4"]
    assert (standing(served)[0], len(served.history)) == ("1", 1)


def test_what_to_do_stands_word_for_word_in_the_documentation():
    text = (ROOT / "docs/operations.md").read_text("utf-8")
    rows = set(re.findall(r"^\| ([^|]+?) \| ([^|]+?) \|$", text, re.MULTILINE))
    wanted = {(name, words.format(folder="DOSSIER")) for name, words in upgrading.ADVICE.items()}
    assert wanted - rows == set()
    assert upgrading.NO_WAY_BACK.format(names="APP.NOM", folder="DOSSIER") in text
