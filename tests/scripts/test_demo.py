import os
import select
import signal
import socket
import stat
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.core import checks
from django.core.checks.registry import registry
from wagtail.models import Site

from scripts import bootstrap
from scripts.demo import places, prepare, processes
from scripts.demo.console import DemoError
from scripts.demo.kinship import group_exists, tied_to_me
from scripts.demo.partners import THEMES, pages_of, progress
from scripts.demo.stamps import Stamps, files_under, fingerprint
from scripts.world.rows import ROWS


@pytest.fixture
def taken():
    """A port of the loopback that somebody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


# ports, hosts and disks


def test_taken_port_names_another_one_that_is_free(taken):
    with pytest.raises(DemoError) as told:
        places.check_port("127.0.0.1", taken)
    start, free = str(told.value).rsplit("=", 1)
    assert start == f"Le port {taken} est déjà pris. Choisissez-en un autre : make demo PORT"
    assert int(free) != taken
    assert places.is_free("127.0.0.1", int(free))


def test_port_that_is_being_given_back_is_waited_for(taken, monkeypatch):
    looks = []

    def is_free(host, port):
        looks.append(port)
        return len(looks) > 2

    monkeypatch.setattr(places, "is_free", is_free)
    places.check_port("127.0.0.1", taken)
    assert looks == [taken] * 3


def test_free_port_is_accepted():
    places.check_port("127.0.0.1", places.next_free("127.0.0.1", 20_000))


def test_address_of_another_machine_is_refused():
    with pytest.raises(DemoError, match="n’est pas une adresse de cette machine"):
        places.check_port("192.0.2.1", 8000)


@pytest.mark.parametrize("text", ["", "0", "65536", "-1", "80a", "８０００", " 8000"])
def test_port_that_is_none_is_refused(text):
    with pytest.raises(DemoError, match="n’est pas un numéro de port"):
        places.read_port(text)


def test_port_is_read():
    assert [places.read_port(text) for text in ("1", "8000", "65535")] == [1, 8000, 65535]


def test_full_disk_is_told_with_what_is_needed(tmp_path):
    with pytest.raises(DemoError, match="il en faut 1000000000000"):
        places.check_disk(tmp_path, needed_mb=10**12)


@pytest.mark.parametrize("below", ["", "sous/dossier"])
def test_folder_that_cannot_be_made_is_told_with_what_to_do(tmp_path, below):
    file = tmp_path / "fichier"
    file.touch()
    with pytest.raises(DemoError, match=r"ne peut pas être créé ou rempli .* : donnez-en un qui vous appartient"):
        places.log_folder(file / below)


def test_wrong_variable_stops_the_preparation_with_one_sentence(tmp_path):
    environment = os.environ | {"VAR_DIR": str(tmp_path), "LINKS_CONCURRENCY": "beaucoup"}
    command = [sys.executable, "-m", "scripts.demo.prepare"]
    done = subprocess.run(command, cwd=places.ROOT, env=environment, capture_output=True, text=True, check=False)
    phrase = "Une variable d’environnement ne convient pas : LINKS_CONCURRENCY is 'beaucoup'; a whole number is needed."
    assert (done.returncode, done.stderr.strip()) == (places.WRONG_SETTINGS, f"✗ {phrase}")


@pytest.mark.parametrize(
    ("host", "url", "names"),
    [
        ("127.0.0.1", "http://127.0.0.1:8001", "localhost,127.0.0.1,[::1]"),
        ("::1", "http://[::1]:8001", "localhost,127.0.0.1,[::1]"),
        ("atelier", "http://atelier:8001", "localhost,127.0.0.1,[::1],atelier"),
    ],
)
def test_address_follows_host_and_port(host, url, names):
    made = processes.environment(host=host, port=8001, given={})
    assert (made["SITE_URL"], made["ALLOWED_HOSTS"]) == (url, names)


def test_address_that_was_given_is_kept():
    given = {"SITE_URL": "https://www.exemple.fr", "ALLOWED_HOSTS": "www.exemple.fr"}
    made = processes.environment(host="127.0.0.1", port=8001, given=given)
    assert {name: made[name] for name in given} == given


# processes


def sleeper(group, name="sleeper.log"):
    return group.start("Le dormeur", [sys.executable, "-c", "import signal; signal.pause()"], log_name=name)


def test_group_ends_every_process_and_their_children(tmp_path):
    group = processes.Group(os.environ, tmp_path)
    parent = "import subprocess, sys, signal; subprocess.Popen([sys.executable, '-c', 'import signal; signal.pause()'])"
    first = sleeper(group)
    second = group.start("Le parent", [sys.executable, "-c", f"{parent}; signal.pause()"], log_name="parent.log")
    leader = group.leader
    assert [os.getpgid(child.process.pid) for child in (first, second)] == [leader, leader]
    group.end()
    assert [child.process.returncode is not None for child in (first, second)] == [True, True]
    assert not group_exists(leader)


def test_group_that_ignores_the_request_is_made_to_end(tmp_path, monkeypatch):
    monkeypatch.setattr(processes, "GRACE", 0.2)
    group = processes.Group(os.environ, tmp_path)
    deaf = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('sourd', flush=True); signal.pause()"
    child = group.start("Le sourd", [sys.executable, "-c", deaf], log_name="deaf.log")
    group.wait_until(lambda: b"sourd" in child.log.read_bytes(), "Le sourd", wanted=lambda: True)
    group.end()
    assert child.process.returncode == -signal.SIGKILL


def test_dead_process_is_told_with_the_end_of_its_log(tmp_path):
    group = processes.Group(os.environ, tmp_path)
    child = group.start("Le site", [sys.executable, "-c", "print('plus de place'); exit(3)"], log_name="web.log")
    with pytest.raises(DemoError) as told:
        group.wait_until(lambda: False, "Le site", wanted=lambda: True)
    group.end()
    assert str(told.value) == (f"Le site s’est arrêté (code 3). Dernières lignes de {child.log} :\n  plus de place")


def test_worker_that_dies_is_started_again_a_few_times_in_a_row(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(processes, "PAUSES", (0.0,) * processes.LIVES)
    group = processes.Group(os.environ, tmp_path)
    sleeper(group)
    child = group.start("Le travail", [sys.executable, "-c", "print('une vie'); exit(3)"], log_name="worker.log")
    revived = []
    for _ in range(processes.LIVES + 1):
        child.process.wait()
        revived.append(group.revive(child, wanted=lambda: True))
    # One that did well for a while has all its lives again.
    child.began -= processes.WELL + 1
    revived.append(group.revive(child, wanted=lambda: True))
    child.process.wait()
    group.end()
    assert revived == [True] * processes.LIVES + [False, True]
    assert child.log.read_text().count("une vie") == processes.LIVES + 2
    assert capsys.readouterr().out.count("Le travail s’est arrêté (code 3)") == processes.LIVES + 1


def test_first_of_the_group_is_not_started_again(tmp_path):
    group = processes.Group(os.environ, tmp_path)
    web = group.start("Le site", [sys.executable, "-c", "exit(3)"], log_name="web.log")
    web.process.wait()
    assert not group.revive(web, wanted=lambda: True)


def test_waiting_stops_when_nobody_wants_it_any_more(tmp_path):
    processes.Group(os.environ, tmp_path).wait_until(lambda: False, "Le site", wanted=lambda: False)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a process of its parent's death")
def test_child_ends_when_its_parent_is_killed():
    parent = (
        "import subprocess, sys, signal; from scripts.demo.kinship import tied_to_me;"
        "child = subprocess.Popen([sys.executable, '-c', 'import signal; signal.pause()'], preexec_fn=tied_to_me());"
        "print(child.pid, flush=True); signal.pause()"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", parent], cwd=places.ROOT, stdout=subprocess.PIPE, preexec_fn=tied_to_me()
    )
    with process:
        child = os.pidfd_open(int(process.stdout.readline()))
        process.kill()
    try:
        assert select.select([child], [], [], 20)[0] == [child]
    finally:
        os.close(child)


# stamps


def test_stamp_says_only_what_was_written_for_the_same_database(tmp_path):
    first, second = Stamps(tmp_path, of="sqlite"), Stamps(tmp_path, of="postgresql://user:secret@host/")
    first.write("content", "abc")
    assert [first.says("content", "abc"), first.says("content", "abd"), second.says("content", "abc")] == [
        True,
        False,
        False,
    ]
    first.forget("content")
    assert first.says("content", "abc") is False


def test_stamp_names_no_secret(tmp_path):
    Stamps(tmp_path, of="postgresql://user:secret@host/").write("content", "abc")
    assert [("secret" in path.name, path.read_text()) for path in tmp_path.iterdir()] == [(False, "abc")]


def test_fingerprint_follows_names_and_contents(tmp_path):
    def state():
        return fingerprint(files_under(tmp_path), root=tmp_path)

    (tmp_path / "a.txt").write_text("1")
    states = [state()]
    (tmp_path / "a.txt").write_text("2")
    states.append(state())
    (tmp_path / "a.txt").rename(tmp_path / "b.txt")
    states.append(state())
    (tmp_path / "__pycache__").mkdir()
    (tmp_path / "__pycache__/b.pyc").write_text("3")
    assert len(set(states)) == 3
    assert state() == states[-1]


def test_content_is_loaded_again_when_a_file_of_it_changes():
    assert [folder.name for folder in prepare.CONTENT if not files_under(folder)] == []
    assert places.ROOT / "demo/data/accueil.toml" in files_under(*prepare.CONTENT)


# the administrator and the site's address


def test_code_that_forgot_a_step_does_not_start_and_says_which(monkeypatch):
    def forgotten(app_configs, **kwargs):
        return [checks.Error("Un pas manque.", hint="Faites-le.", id="essai.E001")]

    monkeypatch.setattr(registry, "registered_checks", {*registry.registered_checks, forgotten})
    forgotten.tags = ()
    with pytest.raises(DemoError) as told:
        prepare.prepare()
    assert all(one in str(told.value) for one in ("manage.py check", "essai.E001", "Un pas manque.", "Faites-le."))


@pytest.mark.django_db
def test_administrator_is_created_once_with_a_password_that_only_its_owner_reads(tmp_path):
    kept = tmp_path / "admin-password"
    prepare.create_administrator(kept)
    password = kept.read_text().strip()
    admin = get_user_model().objects.get(username="admin")
    assert (admin.is_superuser, admin.check_password(password), len(password) >= 16) == (True, True, True)
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    prepare.create_administrator(kept)
    assert kept.read_text().strip() == password


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("before", "after"),
    [(("localhost", 80), ("127.0.0.1", 8055)), (("www.exemple.fr", 443), ("www.exemple.fr", 443))],
)
def test_site_follows_the_port_unless_it_has_a_name_of_its_own(settings, before, after):
    settings.SITE_URL = "http://127.0.0.1:8055"
    site = Site.objects.get(is_default_site=True)
    site.hostname, site.port = before
    site.save()
    prepare.follow_address()
    site.refresh_from_db()
    assert (site.hostname, site.port) == after


# the environment


@pytest.fixture
def project(tmp_path):
    for name in bootstrap.DEV:
        (tmp_path / name).write_text(f"# {name}\n")
    environment = bootstrap.Environment(tmp_path / ".venv", root=tmp_path)
    environment.python.parent.mkdir(parents=True)
    environment.python.symlink_to(sys.executable)
    return environment


def stamped(environment, files):
    environment.stamp(files).write_text(bootstrap.fingerprint(files, root=environment.root))


def test_environment_without_stamp_holds_nothing(project):
    assert [project.holds(files) for files in (bootstrap.RUN, bootstrap.DEV)] == [False, False]


def test_environment_of_the_demo_lacks_what_tests_need(project):
    stamped(project, bootstrap.RUN)
    assert [project.holds(files) for files in (bootstrap.RUN, bootstrap.DEV)] == [True, False]


def test_environment_of_the_tests_serves_the_demo(project):
    stamped(project, bootstrap.DEV)
    assert [project.holds(files) for files in (bootstrap.RUN, bootstrap.DEV)] == [True, True]


def test_environment_is_out_of_step_when_a_requirement_changes(project):
    stamped(project, bootstrap.RUN)
    Path(project.root / "requirements.txt").write_text("# another\n")
    assert project.holds(bootstrap.RUN) is False


def test_unfinished_environment_is_made_anew(project):
    project.unfinished.touch()
    assert project.is_reusable() is False


def test_whole_environment_needs_neither_pip_nor_network(project, monkeypatch):
    stamped(project, bootstrap.RUN)
    monkeypatch.setattr(bootstrap, "run", lambda command, log: pytest.fail(f"ran {command}"))
    bootstrap.bootstrap(bootstrap.RUN, project)


# make


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["PYTHON=/bin/false"], "n’est pas un Python 3.11 ou plus récent"),
        (["PYTHON="], "Il faut Python 3.11 ou plus récent"),
    ],
)
def test_make_tells_which_python_it_needs(arguments, sentence):
    run = subprocess.run(
        ["make", "check-python", *arguments], cwd=places.ROOT, capture_output=True, text=True, check=False
    )
    assert run.returncode == 2
    assert sentence in run.stderr


def rows_first(**counts):
    return [{"slug": f"{state}_{n}", "first": state} for state, count in counts.items() for n in range(count)]


def test_partners_are_cited_by_what_they_will_show_so_many_to_a_page():
    pages = [(title, len(cited)) for title, cited in pages_of(rows_first(danger=2, ok=60))]
    assert pages == [
        ("Des sites qui répondent (1)", 25),
        ("Des sites qui répondent (2)", 25),
        ("Des sites qui répondent (3)", 10),
        ("Des adresses dangereuses", 2),
    ]


def test_every_first_state_of_the_world_has_its_theme():
    assert {row.first.value for row in ROWS} == set(THEMES)


def test_progress_of_the_links_is_told_in_words():
    assert progress(Counter(), 3) == "  0 liens vérifiés sur 3"
    assert progress(Counter(ok=2, casse=1), 3) == "  3 liens vérifiés sur 3 : fonctionne 2, indisponible 1"
