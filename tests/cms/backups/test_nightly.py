"""The backup of each night: what is kept, what is told of it, and what stops it."""

import os
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from django.core.checks.registry import registry
from django.db import connection
from prometheus_client import CollectorRegistry, generate_latest

from cms.backups import checks, nightly, writing
from cms.backups.failure import BackupError
from cms.backups.progress import StepProgress, in_words
from cms.backups.retention import kept
from cms.eyes.measures import OfTheSite
from ground.machine.alone import alone


@pytest.mark.parametrize(
    ("there", "stay"),
    [
        ([], []),
        # Two of one day: the newer one.
        (["2026-11-30T02:37", "2026-11-30T14:00"], ["2026-11-30T14:00"]),
        # A pause of months empties nothing.
        (["2025-03-01T02:37", "2026-11-30T02:37"], ["2025-03-01T02:37", "2026-11-30T02:37"]),
        # Eight days in a row from a Monday on: the second of them is the eighth newest but one, and no week's last.
        (
            [f"2026-11-{day:02}T02:37" for day in range(16, 25)],
            [f"2026-11-{day:02}T02:37" for day in range(18, 25)],
        ),
        # Sundays, then the last of each month beyond four weeks.
        (
            [f"2026-{month:02}-{day:02}T02:37" for month in (9, 10) for day in (1, 8, 15, 22, 29)],
            [f"2026-{day}T02:37" for day in ("09-22", "09-29", "10-01", "10-08", "10-15", "10-22", "10-29")],
        ),
    ],
)
def test_newest_of_seven_days_four_weeks_and_twelve_months_is_kept(there, stay):
    assert kept(map(datetime.fromisoformat, there)) == set(map(datetime.fromisoformat, stay))


def test_two_years_of_nights_leave_seven_days_three_older_weeks_and_eleven_older_months():
    nights = [datetime.fromisoformat("2026-11-30T02:37") - timedelta(days=back) for back in range(730)]
    found = sorted(kept(nights), reverse=True)
    assert [f"{one:%m-%d}" for one in found[:7]] == ["11-30", "11-29", "11-28", "11-27", "11-26", "11-25", "11-24"]
    assert [f"{one:%Y-%m-%d}" for one in found[7:]] == [
        *("2026-11-22", "2026-11-15", "2026-10-31", "2026-09-30", "2026-08-31", "2026-07-31", "2026-06-30"),
        *("2026-05-31", "2026-04-30", "2026-03-31", "2026-02-28", "2026-01-31", "2025-12-31"),
    ]


@pytest.fixture
def shelf(settings, tmp_path):
    settings.BACKUP_DIR = str(tmp_path / "sauvegardes")
    return tmp_path / "sauvegardes"


def test_night_writes_one_backup_links_what_is_the_same_and_lets_go_of_what_is_not_kept(site, shelf, time_machine):
    time_machine.move_to("2026-11-01T01:37:00+00:00", tick=False)
    first = nightly.write_nightly()
    for day in range(2, 10):
        time_machine.move_to(f"2026-11-{day:02}T01:37:00+00:00", tick=False)
        last = nightly.write_nightly()
    assert (first.name, last.name) == ("odd17-2026-11-01T023700", "odd17-2026-11-09T023700")
    assert sorted(path.name for path in shelf.iterdir()) == [
        "odd17-2026-11-01T023700",  # the last of its week
        *(f"odd17-2026-11-{day:02}T023700" for day in range(3, 10)),
    ]
    # One picture on the disk, and not the one in use.
    inodes = {(path / "media/images/vue.png").stat().st_ino for path in shelf.iterdir()}
    assert (len(inodes), inodes & {(site[2] / "images/vue.png").stat().st_ino}) == (1, set())
    time_machine.move_to("2026-11-09T02:37:00+00:00", tick=False)
    age, size = nightly.age_and_size()
    assert (age, size) == (3600.0, sum(one.stat().st_size for one in held(last)))


def held(folder):
    return [path for path in folder.rglob("*") if path.is_file() and "manifest" not in path.name]


def test_picture_that_was_damaged_in_the_last_backup_is_copied_anew(site, shelf, time_machine):
    time_machine.move_to("2026-11-01T01:37:00+00:00", tick=False)
    damaged = nightly.write_nightly() / "media/images/vue.png"
    then = damaged.stat()
    damaged.write_bytes(b"x" * then.st_size)
    os.utime(damaged, ns=(then.st_atime_ns, then.st_mtime_ns))
    time_machine.move_to("2026-11-02T01:37:00+00:00", tick=False)
    whole = nightly.write_nightly() / "media/images/vue.png"
    assert whole.read_bytes() == (site[2] / "images/vue.png").read_bytes()


def test_without_a_folder_nothing_is_written(settings):
    settings.BACKUP_DIR = ""
    assert (nightly.write_nightly(), nightly.age_and_size()) == (None, None)


@pytest.mark.django_db
def test_while_another_process_writes_it_nothing_is_written(shelf):
    with alone(nightly.LOCK):

        def one():
            try:
                return nightly.write_nightly()
            finally:
                connection.close()

        with ThreadPoolExecutor(1) as pool:
            assert pool.submit(one).result() is None
    assert not shelf.exists()


def gauges(newest):
    registry = CollectorRegistry(auto_describe=False)
    registry.register(OfTheSite(work=None, database=True, backup=newest))
    return [line for line in generate_latest(registry).decode().splitlines() if line.startswith("odd17_backup")]


def test_age_and_size_are_gauges_that_have_no_line_without_a_backup():
    assert gauges((3600.0, 12)) == ["odd17_backup_last_success_seconds 3600.0", "odd17_backup_size_bytes 12.0"]
    assert gauges(None) == []


@pytest.mark.parametrize(("folder", "ids"), [("", ["odd17.W030"]), ("nulle-part", ["odd17.W031"]), (".", [])])
def test_deployment_without_backups_is_told(settings, tmp_path, folder, ids):
    settings.BACKUP_DIR = folder and str(tmp_path / folder)
    found = checks.check_backups(None)
    assert ([one.id for one in found], all(one.hint for one in found)) == (ids, True)
    assert checks.check_backups in registry.deployment_checks


@pytest.mark.parametrize(
    ("size", "words"), [(12, "12 octets"), (1_500, "1,5 ko"), (18_100_000, "18,1 Mo"), (5 * 10**12, "5000,0 Go")]
)
def test_sizes_are_said_in_words(size, words):
    assert in_words(size) == words


def test_progress_is_said_after_two_seconds_and_once_a_second():
    said, now = [], iter([0.0, 1.9, 2.0, 2.5, 3.0, 4.0])
    progress = StepProgress("médias", said.append, clock=lambda: next(now))
    for done in (1, 2, 3, 4):
        progress(done, 4)
    progress(5)
    assert said == ["  médias : 50 %", "  médias : 100 %", "  médias : 5"]


# ── What stops a backup ───────────────────────────────────────────────────────────────────────────────────────────
def test_name_that_is_taken_is_refused_and_left_alone(site, tmp_path):
    (tmp_path / "pris").mkdir()
    (tmp_path / "pris/lettre").write_text("à garder")
    with pytest.raises(BackupError, match="existe déjà : donnez un nom nouveau"):
        writing.write_backup(tmp_path / "pris")
    assert [path.name for path in (tmp_path / "pris").iterdir()] == ["lettre"]
    assert list(tmp_path.glob("*.partial")) == []


def test_full_disk_leaves_nothing_and_is_told(site, tmp_path, monkeypatch):
    def full(*words, **more):
        raise OSError(28, "No space left on device", "/sauvegardes/base")

    monkeypatch.setattr(writing.media, "put_away", full)
    with pytest.raises(BackupError, match=r"plus de place sur le disque \(/sauvegardes/base\)"):
        writing.write_backup(tmp_path / "sauvegarde")
    assert list(tmp_path.glob("sauvegarde*")) == []


def test_what_a_killed_backup_left_is_replaced(site, tmp_path):
    (tmp_path / "sauvegarde.partial/media").mkdir(parents=True)
    (tmp_path / "sauvegarde.partial/reste.txt").write_text("")
    made = writing.write_backup(tmp_path / "sauvegarde")
    there = {str(path.relative_to(tmp_path / "sauvegarde")) for path in (tmp_path / "sauvegarde").rglob("*.*")}
    assert there == {*made.files, "manifest.json", "manifest.json.sha256"}
