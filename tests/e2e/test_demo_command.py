"""The first of the two commands, from an empty folder to a site that answers, and back to nothing that runs."""

import json
import os
import re
import select
import signal
import socket
import stat
from urllib.error import HTTPError

import pytest

from tests.e2e.first_run import OPENER, Demo, begun, first_run, group_members, run_to_its_end, status
from tests.patience import LAST_RESORT, wait_until
from tests.ports import own_port

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("demo")]


@pytest.fixture(scope="module")
def port(worker_id):
    return own_port(worker_id, 21_000)


@pytest.fixture(scope="module")
def made(port):
    return first_run(port)


@pytest.fixture(scope="module")
def first(made):
    """What was seen of a first run on an empty folder, ended by Ctrl-C."""
    return made[1]


@pytest.fixture(scope="module")
def var(made, tmp_path_factory):
    """The folder that it filled: a copy, others copy it too."""
    return begun(tmp_path_factory.mktemp("var"), made[1]["port"])


def test_first_run_prints_addresses_that_answer(first, var):
    site = f"http://127.0.0.1:{first['port']}"
    sample = (var / "cap-exemple").read_text().strip()
    assert first["addresses"] == [
        f"{site}/",
        f"{site}/admin/",
        # By the name at which browsers take passkeys.
        f"{site}/admin/".replace("127.0.0.1", "localhost"),
        f"{site}/api/v3/docs/",
        f"{site}/cap/modifier/{sample}/",
    ]
    assert stat.S_IMODE((var / "cap-exemple").stat().st_mode) == 0o600


def test_first_run_prints_the_password_that_it_keeps(first, var):
    kept = var / "admin-password"
    assert re.findall(r"mot de passe : (\S+)", first["said"]) == [kept.read_text().strip()]
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600


def test_web_and_worker_share_one_process_group(first):
    assert (first["children"], first["groups"]) == (2, 1)


def test_another_run_on_the_same_folder_is_refused_with_a_sentence(first):
    code, said = first["second"]
    assert code == 1
    assert "Une démonstration tourne déjà" in said


def test_ctrl_c_ends_everything(first):
    assert (first["code"], first["alive"], first["free"]) == (0, [[]], True)
    assert first["said"].endswith("Tout est arrêté ; le contenu est gardé.\n")


def readiness(port):
    """What the site says of itself once it is whole; None before."""
    try:
        with OPENER.open(f"http://127.0.0.1:{port}/sante/pret/", timeout=LAST_RESORT) as answer:
            return json.load(answer)
    except HTTPError as refusal:
        refusal.close()
        if refusal.code == 503:
            return None
        raise


@pytest.fixture(scope="module")
def second(var, port):
    """A second run on the same files, whose worker dies, is started again, and whose site dies at last."""
    with Demo(var, port) as demo:
        steps = re.findall(r"^✓ (.+) \(\d+ s\)$", demo.said, re.MULTILINE)
        # The last sign of life is of the first run, until the worker has given one of its own.
        ready = wait_until(lambda: readiness(port), process=demo.process)
        web, worker = demo.children()
        group = os.getpgid(web)
        os.kill(worker, signal.SIGKILL)
        told = ""
        for line in demo.process.stdout:
            told += line
            if "Nouveau démarrage" in line:
                break
        wait_until(lambda: len(demo.children()) == 2)
        same, again = demo.children()
        home = status(f"http://127.0.0.1:{port}/")
        groups = demo.groups()
        os.kill(web, signal.SIGKILL)
        rest = demo.process.stdout.read()
        code = demo.process.wait(timeout=LAST_RESORT)
    return {
        "steps": steps,
        "ready": ready,
        "said": demo.said,
        "told": told,
        "new": (same == web, again != worker, groups == {group}, home),
        "rest": rest,
        "code": code,
        "alive": group_members(group),
    }


def test_second_run_prepares_nothing_again_and_keeps_its_data(second):
    assert second["steps"] == ["Démarrage du site et des tâches de fond"]
    parts = ("base", "index", "file", "ecriture", "travail")
    assert second["ready"] == {"etat": "pret", **dict.fromkeys(parts, True)}
    assert "mot de passe gardé dans" in second["said"]


def test_worker_that_dies_is_started_again_and_is_told(second):
    assert "Le travail de fond s’est arrêté (signal SIGKILL)" in second["told"]
    assert second["new"] == (True, True, True, 200)


def test_death_of_the_site_ends_the_worker_and_is_told(second):
    assert (second["code"], second["alive"]) == (1, [])
    assert "Le site s’est arrêté (signal SIGKILL)" in second["rest"]


def test_kill_leaves_no_orphan(var, port):
    with Demo(var, port) as demo:
        watched = [os.pidfd_open(child) for child in demo.children()]
        demo.process.kill()
        demo.process.wait()
    try:
        waiting = set(watched)
        while waiting:
            gone, _, _ = select.select(list(waiting), [], [], 30)
            assert gone, "a process outlived the one that watched it"
            waiting -= set(gone)
    finally:
        for each in watched:
            os.close(each)


def test_taken_port_is_told_before_anything_is_made(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as server:
        taken = server.getsockname()[1]
        code, said = run_to_its_end(tmp_path, taken)
    assert code == 1
    assert f"Le port {taken} est déjà pris" in said
    assert not (tmp_path / "db.sqlite3").exists()
