"""What is counted of answers, and what an operator is told of all that waits."""

import io
import json
import logging
import os
import re
import subprocess
import sys
from datetime import timedelta
from logging.config import DictConfigurator

import pytest
from django.core.cache import cache
from django.core.signals import request_finished, request_started
from django.db import DatabaseError, InterfaceError, OperationalError, ProgrammingError, close_old_connections
from django.test import Client, RequestFactory
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families

from cms.eyes import gauges, requests, sharing
from cms.eyes.logs import FORMATTERS, configuration
from cms.eyes.requests import Counted
from cms.schedule import QUEUES
from ground.machine.breaker import REDIS
from ground.wake import BROKER, MARK, wake
from scripts.demo.places import ROOT
from tests.cms.kept.conftest import begin_anew
from tests.disks import fill, small_disk
from tests.factories import pages

TOKEN = {"headers": {"Authorization": "Bearer jeton-des-mesures"}}


def answered(path, *, method="GET", client=None, **environ):
    """What the whole application says to this, counted: (status, body)."""
    from cms.wsgi import application

    said = []
    given = RequestFactory().generic(method, path, **environ).environ | {"SERVER_NAME": "localhost"}
    body = application(given, lambda status, headers, *more: said.append(status[:3]))
    content = b"".join(body)
    getattr(body, "close", lambda: None)()
    return said[-1], content


def counted():
    """(route, method, status, kept) of what was counted, and how often."""
    [family] = requests.REQUESTS.collect()
    return {
        tuple(one.labels[label] for label in ("route", "method", "status", "kept")): one.value
        for one in family.samples
        if one.name.endswith("_total")
    }


@pytest.fixture
def since():
    """What was counted since the test began."""
    # The connection is the test’s, as it is for Django’s own client.
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    before = counted()
    yield lambda: {key: value - before.get(key, 0) for key, value in counted().items() if value != before.get(key, 0)}
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.fixture
def measured(settings):
    """The families of `/sante/mesures/`: {name: {labels: value}}."""
    settings.METRICS_TOKEN = "jeton-des-mesures"

    def ask():
        answer = Client().get("/sante/mesures/", **TOKEN)
        assert answer.status_code == 200
        return {
            family.name: {(one.name, *one.labels.values()): one.value for one in family.samples}
            for family in text_string_to_metric_families(answer.content.decode())
        }

    return ask


@pytest.mark.django_db
def test_each_answer_is_counted_by_its_route_and_never_by_its_address(since, settings):
    settings.KEPT_PAGES_MB = 8
    cache.clear()
    pages.arbre()
    # Nothing that other tests kept, nor what is still to be told of these pages.
    begin_anew()
    for path in ("/agir/", "/agir/", "/recherche/?q=secret", "/nulle-part/", "/admin/pages/3/", "/static/x.css"):
        answered(path)
    answered("/", method="PROPFIND")
    assert since() == {
        ("wagtail_serve", "GET", "200", "no"): 1,
        ("wagtail_serve", "GET", "200", "yes"): 1,
        ("search:page", "GET", "200", "no"): 1,
        ("wagtail_serve", "GET", "404", "no"): 1,
        ("admin", "GET", "302", "no"): 1,
        ("static", "GET", "404", "no"): 1,
        ("wagtail_serve", "other", "405", "no"): 1,
    }


def test_what_fails_is_counted_as_such_and_told(since):
    def broken(environ, start_response):
        raise RuntimeError("un défaut")

    with pytest.raises(RuntimeError, match="un défaut"):
        Counted(broken)({"REQUEST_METHOD": "GET", "PATH_INFO": "/"}, lambda *told: None)
    assert since() == {("none", "GET", "500", "no"): 1}


def lines_of(monkeypatch, settings, form):
    """What the log of answers says, from now on."""
    settings.ACCESS_LOG = True
    lines = io.StringIO()
    handler = logging.StreamHandler(lines)
    handler.setFormatter(formatter_of(form))
    monkeypatch.setattr(requests.access, "handlers", [handler])
    monkeypatch.setattr(requests.access, "level", logging.INFO)
    monkeypatch.setattr(requests.access, "propagate", False)
    monkeypatch.setattr(requests.access, "_cache", {})
    return lines


def formatter_of(form):
    told = dict(configuration("INFO", form)["formatters"][form])
    return DictConfigurator({"version": 1}).configure_formatter(told)


def record_of(message, *args, exc_info=None, **extra):
    record = logging.LogRecord("x", logging.ERROR, "", 0, message, args, exc_info)
    record.demande = "abc-1"
    record.__dict__.update(extra)
    return record


ASKED = {
    "REQUEST_METHOD": "GET",
    "PATH_INFO": "/cap/lire/abcDEF/",
    "QUERY_STRING": "q=moi",
    "REMOTE_ADDR": "192.0.2.1",
}


def cap_lu(environ, start_response):
    environ[requests.ROUTE] = "cap:lire"
    start_response("200 OK", [("X-Request-ID", "abc-1")])
    return [b"12345", b"6"]


def test_line_of_an_answer_names_neither_visitor_nor_what_is_asked(settings, monkeypatch):
    lines = lines_of(monkeypatch, settings, "json")
    Counted(cap_lu)(dict(ASKED), lambda *told: None)
    told = json.loads(lines.getvalue())
    assert (told.pop("time")[-1], told.pop("ms") >= 0, told.pop("message").split(" in ")[0]) == (
        "Z",
        True,
        "GET /cap/lire/…/ 200",
    )
    names = ("level", "logger", "request", "method", "path", "status", "bytes", "route", "kept")
    values = ("INFO", "odd17.access", "abc-1", "GET", "/cap/lire/…/", 200, 6, "cap:lire", "no")
    assert told == dict(zip(names, values, strict=True))


def test_line_of_text_says_as_much(settings, monkeypatch):
    lines = lines_of(monkeypatch, settings, "plain")
    Counted(cap_lu)(dict(ASKED), lambda *told: None)
    line = re.sub(r"^\S+ \S+ ", "", re.sub(r"[\d.]+ ms", "1 ms", lines.getvalue()))
    assert line == ("INFO odd17.access [abc-1]: GET /cap/lire/…/ 200 in 1 ms, 6 bytes, route cap:lire, kept: no\n")


def test_path_cannot_begin_a_line_of_its_own(settings, monkeypatch):
    lines = lines_of(monkeypatch, settings, "plain")
    path = "/é\r\n2026-01-01 INFO odd17.access [-]: GET /forgé 200\x1b[2J".encode().decode("latin-1")
    Counted(cap_lu)({**ASKED, "PATH_INFO": path}, lambda *told: None)
    assert lines.getvalue().count("\n") == 1
    assert "GET /é%0D%0A2026-01-01 INFO odd17.access [-]: GET /forgé 200%1B[2J 200 in" in lines.getvalue()


@pytest.mark.parametrize("left_early", [False, True])
def test_body_in_pieces_is_counted_once_when_it_ends(since, settings, monkeypatch, left_early):
    lines = lines_of(monkeypatch, settings, "json")
    closed = []

    class Pieces:
        def __iter__(self):
            yield from (b"12", b"345")

        def close(self):
            closed.append(True)

    def application(environ, start_response):
        environ[requests.ROUTE] = "essai"
        start_response("200 OK", [])
        return Pieces()

    body = Counted(application)(dict(ASKED), lambda *told: None)
    assert since() == {}
    taken = [next(body)] if left_early else list(body)
    body.close()
    assert (since(), closed) == ({("essai", "GET", "200", "no"): 1}, [True])
    assert json.loads(lines.getvalue())["bytes"] == sum(map(len, taken))


def test_json_stays_json_whatever_is_masked():
    record = record_of('read "/cap/lire/abcDEF" \\ here', about={"/cap/lire/k": ['/brouillon/xyz"', 3, None]})
    told = json.loads(formatter_of("json").format(record))
    del told["time"]
    assert told == {
        "level": "ERROR",
        "logger": "x",
        "request": "abc-1",
        "message": 'read "/cap/lire/…" \\ here',
        "about": {"/cap/lire/…": ['/brouillon/…"', 3, None]},
    }


def test_json_keeps_the_name_of_the_request_and_not_what_was_asked():
    record = record_of("Not Found: %s", "/x/", request=RequestFactory().get("/recherche/?q=Jeanne"), status_code=404)
    told = json.loads(formatter_of("json").format(record))
    assert (told["request"], told["status_code"], "Jeanne" in str(told)) == ("abc-1", 404, False)


@pytest.mark.parametrize("form", FORMATTERS)
def test_tracebacks_hold_no_secret_either(form):
    try:
        raise ValueError("GET /cap/lire/abcDEF/ a échoué")
    except ValueError:
        record = record_of("Not Found: /brouillon/%s/", "xyz", exc_info=sys.exc_info())
    line = formatter_of(form).format(record)
    assert ("abcDEF" in line, "xyz" in line, "/brouillon/…/" in line, "/cap/lire/…/" in line) == (
        False,
        False,
        True,
        True,
    )
    assert form == "plain" or json.loads(line)["level"] == "ERROR"


@pytest.mark.django_db
def test_links_mails_webhooks_and_disks_are_measured(measured, settings, tmp_path):
    settings.BACKUP_DIR = str(tmp_path)
    arbre = pages.arbre()
    pages.ressource(arbre.boite)
    found = measured()
    assert found["odd17_links"][("odd17_links", "nouveau")] == 1
    assert found["odd17_links_oldest_due_seconds"][("odd17_links_oldest_due_seconds",)] >= 0
    assert found["odd17_link_checks"] == {("odd17_link_checks_total",): 0}
    assert found["odd17_mails"][("odd17_mails", "a_envoyer")] == 0
    assert found["odd17_webhooks"] == {("odd17_webhooks", state): 0 for state in ("en_attente", "livree", "en_echec")}
    assert {key[1] for key in found["odd17_disk_free_bytes"]} == {"var", "backups"}
    assert set(found["odd17_server_left_alone"]) == {
        ("odd17_server_left_alone", "redis"),
        ("odd17_server_left_alone", "postgresql"),
        ("odd17_server_left_alone", "broker"),
    }


@pytest.mark.django_db
def test_tasks_that_wait_are_counted_with_the_age_of_the_oldest(measured, monkeypatch):
    BROKER.close()
    cache.delete(f"{MARK}links.claim")
    before = measured()["odd17_queue_messages"]
    wake("links.claim")
    found = measured()
    key = ("odd17_queue_messages", "links")
    assert found["odd17_queue_messages"] == before | {key: before[key] + 1}
    assert {key[1] for key in found["odd17_queue_messages"]} == set(QUEUES)
    # Tests that travel in time leave messages of other years.
    assert found["odd17_queue_oldest_seconds"][("odd17_queue_oldest_seconds", "links")] >= 0


@pytest.mark.django_db
def test_broker_that_is_away_is_told_by_its_absence(measured, settings, monkeypatch):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    REDIS.close()
    found = measured()
    REDIS.close()
    assert "odd17_queue_messages" not in found
    assert found["odd17_server_left_alone"][("odd17_server_left_alone", "redis")] == 1


@pytest.mark.django_db
def test_late_check_has_its_age(measured):
    from liens.models import Lien

    now = timezone.now()
    Lien.objects.create(url="https://a.example/", hote="a.example", prochain_controle_le=now - timedelta(hours=2))
    late = measured()["odd17_links_oldest_due_seconds"][("odd17_links_oldest_due_seconds",)]
    assert 7_200 <= late < 7_200 + 3_600
    assert gauges._age(None, now) is None


SHARED = """
import sys, os
from pathlib import Path
from cms.eyes.sharing import share_counts
share_counts(Path(sys.argv[1]))
from prometheus_client import Counter, CollectorRegistry, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector
counter = Counter("essai", "Un essai", registry=CollectorRegistry())
counter.inc(int(sys.argv[2]))
print("there", flush=True)
sys.stdin.readline()
registry = CollectorRegistry()
MultiProcessCollector(registry)
print(generate_latest(registry).decode())
"""


def one_more(folder, count):
    environ = {name: value for name, value in os.environ.items() if name != sharing.VARIABLE}
    command = [sys.executable, "-c", SHARED, str(folder), str(count)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    process = subprocess.Popen(command, cwd=ROOT, env=environ, text=True, **pipes)
    assert process.stdout.readline() == "there\n"
    return process


def test_processes_count_together_and_who_comes_first_begins_anew(tmp_path):
    folder = tmp_path / "mesures"
    first, second = one_more(folder, 2), one_more(folder, 3)
    told = [one.communicate("\n")[0] for one in (first, second)]
    assert ["essai_total 5.0" in said for said in told] == [True, True]
    alone = one_more(folder, 7).communicate("\n")[0]
    assert "essai_total 7.0" in alone


FULL = """
import sys
from pathlib import Path
from cms.eyes.sharing import is_shared, share_counts
share_counts(Path(sys.argv[1]))
from prometheus_client import Counter, CollectorRegistry
counter = Counter("essai", "Un essai", ["route"], registry=CollectorRegistry())
print(is_shared(), flush=True)
sys.stdin.readline()
for route in range(2_000):
    counter.labels(f"une-route-{route}").inc()
print("alive")
"""


@pytest.mark.parametrize("full_from", ["the start", "then on"])
def test_full_disk_ends_no_process_that_counts(tmp_path, full_from):
    with small_disk(tmp_path / "disk", "20m") as disk:
        (disk / "mesures").mkdir()
        if full_from == "the start":
            fill(disk)
        environ = {name: value for name, value in os.environ.items() if name != sharing.VARIABLE}
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
        command = [sys.executable, "-c", FULL, str(disk / "mesures")]
        process = subprocess.Popen(command, cwd=ROOT, env=environ, text=True, **pipes)
        shared = process.stdout.readline()
        fill(disk)
        told, _ = process.communicate("\n")
    assert (shared, told, process.returncode) == (f"{full_from == 'then on'}\n", "alive\n", 0)


def test_what_the_dead_have_counted_stays_and_their_room_is_given_back(tmp_path):
    folder = tmp_path / "mesures"
    living, dead = one_more(folder, 2), one_more(folder, 3)
    dead.communicate("\n")
    third = one_more(folder, 4)
    told, _ = third.communicate("\n")
    living.communicate("\n")
    assert "essai_total 9.0" in told
    assert (folder / f"counter_{dead.pid}.db").stat().st_size < 1_000
    assert (folder / f"counter_{living.pid}.db").stat().st_size == sharing.ROOM


def test_file_of_a_former_process_of_our_number_is_not_taken_for_one_that_lives(tmp_path):
    former = tmp_path / f"counter_{os.getpid()}.db"
    former.write_bytes(b"0" * 64)
    sharing._clear(tmp_path)
    assert not former.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("error", [DatabaseError, OperationalError, ProgrammingError, InterfaceError])
def test_database_that_is_damaged_or_away_leaves_the_rest_to_be_told(measured, monkeypatch, error):
    def broken():
        raise error("database disk image is malformed")
        yield

    monkeypatch.setattr("cms.eyes.measures.OF_THE_DATABASE", (broken,))
    found = measured()
    assert found["odd17_database_available"] == {("odd17_database_available",): 0}
    assert {"odd17_queue_messages", "odd17_disk_free_bytes", "odd17_http_requests"} <= set(found)
    assert {"odd17_links", "odd17_mails", "odd17_webhooks"} & set(found) == set()
