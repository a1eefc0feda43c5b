"""The first of the two commands, from an empty folder to a site that answers, and back to nothing that runs."""

import json
import os
import re
import select
import signal
import socket
import stat
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from scripts.demo.kinship import tied_to_me
from scripts.demo.places import ROOT, is_free
from tests.e2e.conftest import own_port

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("demo")]
OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class Demo:
    """A running `python -m scripts.demo`, read until it has introduced itself or ended."""

    def __init__(self, var, port, *options):
        own = {name: value for name, value in os.environ.items() if not name.startswith(("SITE_", "ALLOWED_"))}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "scripts.demo", "--port", str(port), *options],
            cwd=ROOT,
            env=own | {"VAR_DIR": str(var), "PYTHONUNBUFFERED": "1"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            preexec_fn=tied_to_me(),
        )
        self.said = ""
        for line in self.process.stdout:
            self.said += line
            if "Ctrl-C pour tout arrêter" in line:
                break

    def children(self):
        """The processes that it started and watches."""
        assert self.process.poll() is None, self.said
        pid = self.process.pid
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]

    def end(self, sign):
        self.process.send_signal(sign)
        self.said += self.process.stdout.read()
        return self.process.wait(timeout=60)

    def __enter__(self):
        return self

    def __exit__(self, *error):
        if self.process.poll() is None:
            self.end(signal.SIGTERM)
        self.process.stdout.close()


def status(url):
    with OPENER.open(url, timeout=30) as answer:
        return answer.status


def group_members(group):
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if fields[2] == str(group) and fields[0] != "Z":
                found.append(int(entry.name))
    return found


@pytest.fixture(scope="module")
def var(tmp_path_factory):
    return tmp_path_factory.mktemp("var")


@pytest.fixture(scope="module")
def port(worker_id):
    return own_port(worker_id, 21_000)


@pytest.fixture(scope="module")
def first(var, port):
    """A first run on an empty folder, looked at and ended by Ctrl-C."""
    with Demo(var, port) as demo:
        assert demo.process.poll() is None, demo.said
        demo.addresses = re.findall(r"http://\S+", demo.said)
        demo.statuses = [status(url) for url in demo.addresses]
        demo.second_said = run_to_its_end(var, port + 1)
        children = demo.children()
        demo.groups = {os.getpgid(child) for child in children}
        demo.count = len(children)
        demo.code = demo.end(signal.SIGINT)
        return demo


def run_to_its_end(var, port):
    with Demo(var, port) as demo:
        return demo.process.wait(timeout=60), demo.said


def test_first_run_prints_four_addresses_that_answer(first, var, port):
    site = f"http://127.0.0.1:{port}"
    sample = (var / "cap-exemple").read_text().strip()
    assert first.addresses == [f"{site}/", f"{site}/admin/", f"{site}/api/v3/docs/", f"{site}/cap/modifier/{sample}/"]
    assert first.statuses == [200, 200, 200, 200]
    assert stat.S_IMODE((var / "cap-exemple").stat().st_mode) == 0o600


def test_first_run_prints_the_password_that_it_keeps(first, var):
    kept = var / "admin-password"
    assert re.findall(r"mot de passe : (\S+)", first.said) == [kept.read_text().strip()]
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600


def test_web_and_worker_share_one_process_group(first):
    assert (first.count, len(first.groups)) == (2, 1)


def test_another_run_on_the_same_folder_is_refused_with_a_sentence(first):
    code, said = first.second_said
    assert code == 1
    assert "Une démonstration tourne déjà" in said


def test_ctrl_c_ends_everything(first, port):
    assert first.code == 0
    assert [group_members(group) for group in first.groups] == [[]]
    assert is_free("127.0.0.1", port)
    assert first.said.endswith("Tout est arrêté ; le contenu est gardé.\n")


def test_second_run_prepares_nothing_again_and_keeps_its_data(first, var, port):
    with Demo(var, port) as demo:
        steps = re.findall(r"^✓ (.+) \(\d+ s\)$", demo.said, re.MULTILINE)
        with OPENER.open(f"http://127.0.0.1:{port}/sante/pret/", timeout=30) as answer:
            assert json.load(answer) == {"etat": "pret", "base": True, "index": True, "file": True}
    assert steps == ["Démarrage du site et des tâches de fond"]
    assert "mot de passe gardé dans" in demo.said


def test_death_of_a_process_ends_the_other_and_is_told(first, var, port):
    with Demo(var, port) as demo:
        web, worker = demo.children()
        group = os.getpgid(web)
        os.kill(worker, signal.SIGKILL)
        rest = demo.process.stdout.read()
        assert demo.process.wait(timeout=60) == 1
    assert "Le travail de fond s’est arrêté (signal SIGKILL)" in rest
    assert group_members(group) == []


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGHUP])
def test_end_of_the_session_ends_everything(first, var, port, sign):
    with Demo(var, port) as demo:
        groups = {os.getpgid(child) for child in demo.children()}
        assert demo.end(sign) == 0
    assert [group_members(group) for group in groups] == [[]]


def test_kill_leaves_no_orphan(first, var, port):
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
