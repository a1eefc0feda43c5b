"""The service as it is installed: the documented command below a folder, then what its units start, for real."""

import configparser
import http.client
import os
import re
import shlex
import shutil
import socket
import stat
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import pytest

from scripts.demo.console import DemoError
from scripts.demo.kinship import tied_to_me
from scripts.demo.processes import THREADS
from scripts.drill.stack import handed
from scripts.install import steps
from scripts.install.__main__ import main
from scripts.install.places import Places, own_environment, read_settings
from scripts.install.releases import Releases
from tests.patience import LAST_RESORT
from tests.resources import insist

ROOT = Path(__file__).resolve().parents[2]
UNITS = ROOT / "deploy/systemd"
SERVICES = ("odd17-web", "odd17-worker", "odd17-beat")
NAME = "www.exemple.fr"


def read_unit(path):
    """The sections of a unit file; of a key that stands twice, all values."""

    class Many(dict):
        def __setitem__(self, key, value):
            if isinstance(value, list) and key in self:
                self[key].extend(value)
                return
            super().__setitem__(key, value)

    parser = configparser.RawConfigParser(strict=False, dict_type=Many, comment_prefixes=("#", ";"))
    parser.optionxform = str
    parser.read_string(path.read_text(encoding="utf-8"))
    return {name: {key: value.split("\n") for key, value in parser[name].items()} for name in parser.sections()}


def command_of(name, root):
    """What systemd starts for a unit, its paths put below `root`."""
    (line,) = read_unit(UNITS / f"{name}.service")["Service"]["ExecStart"]
    return [word.replace("/opt/odd17", f"{root}/opt/odd17") for word in shlex.split(line)]


# the units


@pytest.fixture
def analyze():
    found = shutil.which("systemd-analyze")
    if found is None:
        insist("needs systemd-analyze: apt-get install systemd")
    return found


@pytest.fixture
def standing(tmp_path):
    """The units in a root where the programs that they start exist, as systemd-analyze insists."""
    target = tmp_path / "etc/systemd/system"
    shutil.copytree(UNITS, target)
    shutil.copytree(
        "/usr/lib/systemd/system" if Path("/usr/lib/systemd/system").is_dir() else "/lib/systemd/system",
        tmp_path / "usr/lib/systemd/system",
        symlinks=True,
    )
    for path in ("opt/odd17/.venv/bin/python", "opt/odd17/.venv/bin/celery", "bin/kill"):
        program = tmp_path / path
        program.parent.mkdir(parents=True, exist_ok=True)
        program.write_text("#!/bin/sh\n")
        program.chmod(0o755)
    return tmp_path


def test_units_hold_before_systemd(analyze, standing):
    names = sorted(path.name for path in UNITS.iterdir())
    done = subprocess.run(
        [analyze, "verify", "--root", str(standing), "--man=no", *names], capture_output=True, text=True, check=False
    )
    ours = [line for line in done.stderr.splitlines() if "odd17" in line]
    assert (names, ours) == (sorted([*(f"{name}.service" for name in SERVICES), "odd17-web.socket"]), [])


@pytest.mark.parametrize("name", SERVICES)
def test_unit_is_exposed_as_little_as_it_can_be(analyze, name):
    """systemd counts from 0 (safe) to 10; what stays is the network, which all three need."""
    command = [analyze, "security", "--offline=yes", "--threshold=16", "--no-pager", str(UNITS / f"{name}.service")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("name", SERVICES)
def test_unit_starts_again_with_the_settings_and_the_account_of_the_service(name):
    service = read_unit(UNITS / f"{name}.service")["Service"]
    wanted = ("User", "EnvironmentFile", "StateDirectory", "WorkingDirectory", "Restart", "ProtectSystem")
    assert [service[key] for key in wanted] == [
        ["odd17"],
        ["/etc/odd17/odd17.env"],
        ["odd17"],
        ["/opt/odd17"],
        ["on-failure"],
        ["strict"],
    ]
    assert {"RestartSec", "MemoryMax", "TimeoutStopSec"} <= set(service)


def test_web_has_tasks_enough_for_its_threads():
    (tasks,) = read_unit(UNITS / "odd17-web.service")["Service"]["TasksMax"]
    # Two processes live side by side during a reload.
    assert int(tasks) > 2 * (THREADS + 20)


# the settings


def test_settings_are_read_as_systemd_reads_them():
    text = "# a\n\nA=1\n; b\nB = \"x y\"\nC='z'\nD=\nE=a=b # c\n".replace("B = ", "B=")
    assert read_settings(text) == {"A": "1", "B": "x y", "C": "z", "D": "", "E": "a=b # c"}


def test_line_that_is_no_setting_is_told_by_its_number():
    with pytest.raises(DemoError, match="Ligne 2"):
        read_settings("A=1\nexport B=2\n")


@pytest.mark.parametrize("name", ["", "a b", "https://", "x/y", "-a.fr", "a" * 254])
def test_name_that_is_none_is_refused(name, capsys, tmp_path):
    with pytest.raises(SystemExit) as left:
        main(["--root", str(tmp_path), f"--name={name}", "--dry-run"])
    assert (left.value.code, "n’est pas un nom de site" in capsys.readouterr().err) == (2, True)


def test_dry_run_writes_nothing(tmp_path, capsys):
    assert main(["--root", str(tmp_path), "--dry-run"]) == 0
    assert (list(tmp_path.iterdir()), len(capsys.readouterr().out.splitlines())) == ([], 9)


def test_first_run_asks_for_the_name(tmp_path, capsys):
    assert main(["--root", str(tmp_path)]) == 1
    assert "make install NAME=www.exemple.fr" in capsys.readouterr().err


def test_settings_are_written_once_and_only_for_the_service(tmp_path):
    places = Places(tmp_path)
    steps.make_folders(places)
    steps.write_settings(places, NAME)
    first = places.settings.read_text()
    steps.write_settings(places, "autre.exemple.fr")
    assert places.settings.read_text() == first
    assert stat.S_IMODE(places.settings.stat().st_mode) == 0o640
    modes = [stat.S_IMODE(folder.stat().st_mode) for folder in (places.state, places.backups)]
    assert modes == [0o711, 0o700]
    given = own_environment(places)
    assert (given["SITE_URL"], given["VAR_DIR"], len(given["SECRET_KEY"])) == (f"https://{NAME}", str(places.state), 86)


def test_other_version_that_is_installed_is_left_alone(tmp_path, monkeypatch):
    source, places = tmp_path / "source", Places(tmp_path / "root")
    (source / "cms").mkdir(parents=True)
    (source / "cms/a.py").write_text("1")
    monkeypatch.setattr(steps, "ROOT", source)
    steps.make_folders(places)
    releases = Releases(places)
    releases.switch(releases.lay(source=source))
    assert steps.lay_code(places) == releases.current
    (source / "cms/a.py").write_text("2")
    with pytest.raises(DemoError, match=r"Une autre version.*sudo make upgrade"):
        steps.lay_code(places)
    assert (places.code / "cms/a.py").read_text() == "1"


# all of it


def handed_over(command, server, **options):
    """Start a program as systemd does that has a socket for it."""
    door = server.fileno()
    return subprocess.Popen(handed(door, command), preexec_fn=tied_to_me(), pass_fds=(door,), **options)


def ask(port, path):
    """(status, body) as the proxy in front would ask."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=LAST_RESORT)
    try:
        headers = {"Host": NAME, "X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.7"}
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def until(what, wanted, processes, logs):
    deadline = time.monotonic() + LAST_RESORT
    while (seen := what()) != wanted:
        said = "\n".join(log.read_text(errors="replace")[-1500:] for log in logs)
        assert all(one.poll() is None for one in processes), said
        assert time.monotonic() < deadline, (seen, said)
        time.sleep(0.2)


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """The documented command, twice, below a folder: with the libraries that are here, and without systemd."""
    root, clone = tmp_path_factory.mktemp("machine"), Places(tmp_path_factory.mktemp("clone"))
    # Nobody changes this one meanwhile.
    steps.make_folders(clone)
    code = Releases(clone).lay()
    command = [sys.executable, "-m", "scripts.install", "--root", str(root), "--plain-static"]
    command += ["--environment", sys.prefix, "--name", NAME]
    keep = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
    runs = [subprocess.run(command, cwd=code, env=keep, capture_output=True, text=True, check=False) for _ in range(2)]
    return SimpleNamespace(places=Places(root), runs=runs)


@pytest.mark.slow
def test_installation_goes_through_and_a_second_one_does_nothing(installed):
    first, second = installed.runs
    assert (first.returncode, second.returncode) == (0, 0), first.stderr + second.stderr
    done = [line for line in second.stdout.splitlines() if line.startswith("✓")]
    assert [line.partition(" (")[0] for line in done] == ["✓ Base de données à jour", "✓ Contrôle des réglages"]
    # What is left to say: the mail server, which the operator alone knows.
    assert re.findall(r"odd17\.[EW]\d+|security\.W\d+", second.stdout) == ["odd17.W010"]
    units = {path.name: path.read_bytes() for path in installed.places.units.iterdir()}
    assert units == {path.name: path.read_bytes() for path in UNITS.iterdir()}


@pytest.mark.slow
def test_what_the_units_start_is_ready_and_refuses_nobody_while_web_starts_again(installed, tmp_path):
    places = installed.places
    settings = {"cwd": places.code, "env": own_environment(places) | {"PYTHONUNBUFFERED": "1"}}
    logs = [tmp_path / name for name in SERVICES]
    files = [log.open("wb") for log in logs]
    processes = []
    with socket.create_server(("127.0.0.1", 0), backlog=1024) as server:
        port = server.getsockname()[1]

        def web():
            return handed_over(
                command_of("odd17-web", places.root), server, stdout=files[0], stderr=files[0], **settings
            )

        try:
            processes.append(web())
            for name, file in zip(SERVICES[1:], files[1:], strict=True):
                command = command_of(name, places.root)
                processes.append(
                    subprocess.Popen(command, stdout=file, stderr=file, preexec_fn=tied_to_me(), **settings)
                )
            until(lambda: ask(port, "/sante/pret/")[0], 200, processes, logs)
            assert ask(port, "/")[0] == 200
            processes[0].terminate()
            assert processes[0].wait(timeout=LAST_RESORT) == 0
            # Nobody listens now but the socket: who asks is answered by the next process.
            processes[0] = web()
            assert ask(port, "/sante/") == (200, b'{"etat": "vivant"}')
        finally:
            for one in processes:
                one.terminate()
            codes = [one.wait(timeout=LAST_RESORT) for one in processes]
            for file in files:
                file.close()
    assert codes == [0, 0, 0]
