import json
import os
import re
import socket
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from scripts.services.console import ServiceError
from scripts.services.distribution import elasticsearch_home, unpack
from scripts.services.elasticsearch import HEAP, settings
from scripts.services.external import address, check, without_password
from scripts.services.places import choose_place, free_ports, mirror, tail
from scripts.services.postgresql import LOCALE, OWNER, UNSAFE_BUT_FAST
from scripts.services.processes import Seen, began_at, is_alive, is_group_alive, parse_ps, parse_stat
from scripts.services.programs import java_homes, java_major, major_version
from scripts.services.state import Given, Record, State, env_lines, locked
from scripts.services.supervise import env, start, stop
from scripts.services.versions import VARIABLES, VERSIONS

PROJECT = Path(__file__).resolve().parents[2]
COMPOSE = (PROJECT / "compose.yml").read_text(encoding="utf-8")
DOCS = (PROJECT / "docs/services.md").read_text(encoding="utf-8")
NOBODY = 2**22 + 1  # beyond the highest process id that Linux gives out


def listener():
    server = socket.socket()
    server.bind(("127.0.0.1", 0))
    server.listen()
    return server, server.getsockname()[1]


# compose.yml, docs and the native starter agree


def test_compose_versions_are_those_of_the_native_starter():
    images = dict(re.findall(r"^  (\w+):\n    image: \S+:([\w.]+)$", COMPOSE, re.MULTILINE))
    assert images == VERSIONS


def test_compose_ports_are_all_bound_to_loopback():
    ports = re.findall(r'^      - "([\d.:]+)"$', COMPOSE, re.MULTILINE)
    assert ports == ["127.0.0.1:5432:5432", "127.0.0.1:6379:6379", "127.0.0.1:9200:9200"]


def test_compose_settings_are_those_of_the_native_starter():
    blocks = re.findall(r"^    environment:\n((?:      .+\n)+)", COMPOSE, re.MULTILINE)
    values = dict(re.findall(r"^      ([\w.]+): (.+)$", "".join(blocks), re.MULTILINE))
    assert values == {
        "POSTGRES_USER": OWNER,
        "POSTGRES_PASSWORD": OWNER,
        "POSTGRES_DB": OWNER,
        "POSTGRES_INITDB_ARGS": '"--encoding=UTF8 --locale=C.UTF-8"',
        "discovery.type": "single-node",
        "xpack.security.enabled": '"false"',
        "cluster.routing.allocation.disk.threshold_enabled": '"false"',
        "ES_JAVA_OPTS": f'"{HEAP}"',
    }
    assert re.findall(r'"-c", "(\w+=\w+)"', COMPOSE) == list(UNSAFE_BUT_FAST)
    assert LOCALE in ("C.UTF-8", "C")


def test_docs_give_the_tested_version_and_variable_of_each_server():
    rows = re.findall(r"^\| \w+ \| .+ \| `(\w+)` \| ([\d.]+)", DOCS, re.MULTILINE)
    assert rows == [(VARIABLES[name], VERSIONS[name]) for name in VERSIONS]


# reading what the system says


@pytest.mark.parametrize(
    ("line", "major"),
    [
        ("postgres (PostgreSQL) 15.13 (Debian 15.13-0+deb12u1)", 15),
        ("postgres (PostgreSQL) 9.6.24", 9),
        ("postgres (PostgreSQL) 18beta1", 18),
        ("Redis server v=7.0.15 sha=00000000:0 malloc=jemalloc-5.3.0 bits=64", 7),
        ("", 0),
    ],
)
def test_major_version_is_the_first_number_of_the_version(line, major):
    assert major_version(line) == major


@pytest.mark.parametrize(
    ("modules", "major"),
    [
        ("java.base@25.0.1\njdk.attach@25.0.1\n", 25),
        ("java.base@21\njdk.attach@21\n", 21),
        ("java.base@21.0.11\njdk.attachable@1\n", 0),
        ("", 0),
    ],
)
def test_java_major_wants_jdk_attach(modules, major):
    assert java_major(modules) == major


def test_java_homes_begin_with_the_variables():
    homes = list(java_homes({"JAVA_HOME": "/b", "ES_JAVA_HOME": "/a", "PATH": ""}))
    assert homes[:2] == [Path("/a"), Path("/b")]


def test_parse_stat_reads_past_brackets_in_the_name():
    line = "42 (a) b (c) S 1 41 41 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 1 0 987 1000 10"
    assert parse_stat(line, boot="b") == Seen(pid=42, group=41, dead=False, began="b/987")


def test_parse_ps_reads_a_dead_process():
    line = "   42    41 Z+   Mon Nov 24 10:11:12 2025"
    assert parse_ps(line) == Seen(pid=42, group=41, dead=True, began="Mon Nov 24 10:11:12 2025")


@pytest.mark.parametrize(
    ("processes", "alive"),
    [
        ([], False),
        ([Seen(7, 7, False, "t")], True),
        ([Seen(7, 7, False, "later")], False),
        ([Seen(7, 7, True, "t")], False),
        ([Seen(7, 7, True, "t"), Seen(8, 7, False, "u")], True),
        ([Seen(8, 7, False, "u")], True),
        ([Seen(8, 8, False, "u")], False),
    ],
    ids=["none", "itself", "number reused", "zombie", "child of a zombie", "child alone", "stranger"],
)
def test_is_group_alive_knows_a_process_from_its_number(processes, alive):
    assert is_group_alive(7, "t", {seen.pid: seen for seen in processes}) is alive


def test_is_alive_follows_a_real_process():
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE, start_new_session=True) as child:
        began = began_at(child.pid)
        assert is_alive(child.pid, began) is True
        assert is_alive(child.pid, f"{began}0") is False
        child.communicate(b"\n")
    assert is_alive(child.pid, began) is False


# URLs of the user's own


@pytest.mark.parametrize(
    ("name", "url", "expected"),
    [
        ("postgresql", "postgres://u:p@db.test:6543/x", ("db.test", 6543)),
        ("redis", "redis://127.0.0.1", ("127.0.0.1", 6379)),
        ("elasticsearch", "https://[::1]/", ("::1", 9200)),
    ],
)
def test_address_is_host_and_port(name, url, expected):
    assert address(name, url) == expected


@pytest.mark.parametrize("url", ["sqlite:///var/db.sqlite3", "postgresql:///x", "postgresql://h:port/x", "nonsense"])
def test_address_refuses_another_kind_of_url_with_a_sentence(url):
    with pytest.raises(ServiceError) as refusal:
        address("postgresql", url)
    assert str(refusal.value) == (
        "DATABASE_URL is set but does not name a PostgreSQL server: "
        "write postgresql://host:port or postgres://host:port, or unset it."
    )


def test_check_of_a_closed_port_names_the_variable_and_the_address():
    server, port = listener()
    server.close()
    with pytest.raises(ServiceError, match=rf"^REDIS_URL is set but nothing answers at 127\.0\.0\.1:{port} "):
        check("redis", f"redis://127.0.0.1:{port}/0")


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("postgresql://u:s%40cret@h:1/x?a=b", "postgresql://u:***@h:1/x?a=b"),
        ("redis://:secret@h/0", "redis://:***@h/0"),
        ("http://127.0.0.1:9200", "http://127.0.0.1:9200"),
    ],
)
def test_without_password_hides_only_the_password(url, shown):
    assert without_password(url) == shown


# state, places, files


def test_env_lines_are_ordered_and_quoted_for_a_shell():
    urls = {"redis": "redis://h/0", "postgresql": "postgresql://h/x?a=1&b=$c"}
    expected = "export DATABASE_URL='postgresql://h/x?a=1&b=$c'\nexport REDIS_URL=redis://h/0\n"
    assert env_lines(urls, prefix="export ") == expected


def test_state_is_read_back_as_it_was_written(tmp_path):
    record = Record(pid=NOBODY, began="t", port=1, url="redis://127.0.0.1:1/0", log="/l")
    with locked(tmp_path / "new" / "home") as state:
        state.place = tmp_path
        state.given["redis"] = Given(ports=[1], url=record.url)
        state.put("redis", record)
        pid_file = (state.home / "redis.pid").read_text()
    again = State(tmp_path / "new" / "home")
    assert (again.place, again.records, again.given, pid_file) == (
        tmp_path,
        {"redis": record},
        {"redis": Given(ports=[1], url=record.url)},
        f"{NOBODY}\n",
    )


def test_state_that_cannot_be_read_is_never_overwritten(tmp_path):
    (tmp_path / "state.json").write_text('{"servers": 3}')
    with pytest.raises(ServiceError, match=r"end the servers it names by hand, then delete it\.$"):
        State(tmp_path)
    assert (tmp_path / "state.json").read_text() == '{"servers": 3}'


def test_choose_place_prefers_the_remembered_folder_and_flees_long_paths(tmp_path):
    remembered = tmp_path / "r"
    remembered.mkdir()
    long = tmp_path / ("x" * 100)
    long.mkdir()
    assert choose_place(long, remembered, None) == remembered
    fled = choose_place(long, None, None)
    assert (fled.name.startswith("odd17-services-"), fled.stat().st_mode & 0o777) == (True, 0o755)
    fled.rmdir()


def test_free_ports_keep_the_preferred_ones_while_they_are_free():
    taken, port = listener()
    first = free_ports([], count=2)
    assert (len(set(first)), free_ports(first, count=2)) == (2, first)
    with taken:
        assert free_ports([port], count=1) != [port]


def test_mirror_repeats_a_tree_and_leaves_nothing_half_done(tmp_path):
    (tmp_path / "a" / "lib").mkdir(parents=True)
    (tmp_path / "a" / "lib" / "x.jar").write_text("x")
    mirror(tmp_path / "a", tmp_path / "b")
    assert (tmp_path / "b" / "lib" / "x.jar").read_text() == "x"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "b"]


def test_unpack_takes_only_the_elasticsearch_folder(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        for name in (
            "sonarqube-1/elasticsearch/lib/x.jar",
            "sonarqube-1/jres/y",
            "sonarqube-1/elasticsearch.txt",
        ):
            archive.writestr(name, "content")
    home = unpack(tmp_path / "a.zip", tmp_path / "out")
    found = sorted(str(path.relative_to(tmp_path / "out")) for path in (tmp_path / "out").rglob("*") if path.is_file())
    assert (home, found) == (
        tmp_path / "out/sonarqube-1/elasticsearch",
        ["sonarqube-1/elasticsearch/lib/x.jar"],
    )
    assert (home / "lib/x.jar").stat().st_mode & 0o777 == 0o644


def test_elasticsearch_home_refuses_a_damaged_cache(tmp_path, monkeypatch):
    monkeypatch.setenv("ODD17_CACHE", str(tmp_path))
    home = tmp_path / f"elasticsearch-{VERSIONS['elasticsearch']}"
    home.mkdir()
    with pytest.raises(ServiceError) as refusal:
        elasticsearch_home()
    assert str(refusal.value) == f"{home} is not whole: delete that folder, the next start fetches it again."


def test_elasticsearch_settings_hold_no_key_of_a_missing_module(tmp_path):
    keys = [line.split(":")[0] for line in settings(tmp_path, [1, 2]).splitlines()]
    assert keys == [
        "cluster.name",
        "discovery.type",
        "network.host",
        "http.port",
        "transport.port",
        "path.data",
        "path.logs",
        "xpack.security.enabled",
        "cluster.routing.allocation.disk.threshold_enabled",
    ]


def test_tail_of_a_missing_log_is_a_sentence(tmp_path):
    assert tail(tmp_path / "none") == "  (no log was written)"


# the commands, with servers of the user's own


def test_start_respects_servers_of_the_users_own_and_hides_passwords(tmp_path, capsys):
    server, port = listener()
    urls = {
        "DATABASE_URL": f"postgresql://u:secret@127.0.0.1:{port}/x",
        "REDIS_URL": f"redis://127.0.0.1:{port}/0",
        "ELASTICSEARCH_URL": f"http://127.0.0.1:{port}",
    }
    with server:
        assert start(tmp_path, urls) == 0
    shown = urls | {"DATABASE_URL": f"postgresql://u:***@127.0.0.1:{port}/x"}
    lines = ["All three servers were already running.", *(f"{key}={value}" for key, value in shown.items())]
    assert capsys.readouterr().out.splitlines() == lines
    assert (tmp_path / "env").read_text() == "".join(f"{key}={value}\n" for key, value in urls.items())
    assert (tmp_path / "env").stat().st_mode & 0o777 == 0o600


def test_stop_forgets_a_server_that_ended_by_itself(tmp_path, capsys):
    with locked(tmp_path) as state:
        state.put("redis", Record(NOBODY, "t", 1, "redis://127.0.0.1:1/0", "/l"))
    assert (stop(tmp_path), State(tmp_path).records) == (0, {})
    assert capsys.readouterr().out == "Redis: had already ended.\n"
    assert json.loads((tmp_path / "state.json").read_text())["servers"] == {}


def test_stop_spares_a_stranger_under_a_recorded_number(tmp_path, capsys):
    with locked(tmp_path) as state:
        state.put("redis", Record(os.getpid(), "another time", 1, "redis://127.0.0.1:1/0", "/l"))
    assert stop(tmp_path) == 0
    assert capsys.readouterr().out == "Redis: had already ended.\n"


def test_env_names_what_does_not_run(tmp_path, capsys):
    assert env(tmp_path, {"REDIS_URL": "redis://h/0"}) == 1
    captured = capsys.readouterr()
    assert (captured.out, captured.err) == (
        "export REDIS_URL=redis://h/0\n",
        "Not running: PostgreSQL, Elasticsearch. Start with `make services`.\n",
    )
