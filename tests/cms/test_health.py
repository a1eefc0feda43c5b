import json

import pytest
from django.test import RequestFactory

from cms import health


@pytest.fixture
def requests():
    return RequestFactory()


def test_live_asks_nobody_else(requests):
    # No database mark on this test: a query would fail it.
    answer = health.live(requests.get("/sante/"))
    assert (answer.status_code, json.loads(answer.content)) == (200, {"etat": "vivant"})


def test_live_is_never_cached(requests):
    answer = health.live(requests.get("/sante/"))
    assert answer["Cache-Control"] == "max-age=0, no-cache, no-store, must-revalidate, private"


def test_live_refuses_to_be_written_to(requests):
    assert health.live(requests.post("/sante/")).status_code == 405


def fine():
    pass


def broken():
    raise RuntimeError("postgresql://user:secret@host/")


def test_ready_when_every_part_answers(requests, monkeypatch):
    monkeypatch.setattr(health, "PARTS", {"base": fine, "index": fine, "file": fine})
    answer = health.ready(requests.get("/sante/pret/"))
    assert (answer.status_code, json.loads(answer.content)) == (
        200,
        {"etat": "pret", "base": True, "index": True, "file": True},
    )


def test_ready_is_503_and_tells_no_secret_when_a_part_fails(requests, monkeypatch):
    monkeypatch.setattr(health, "PARTS", {"base": broken, "index": fine, "file": fine})
    answer = health.ready(requests.get("/sante/pret/"))
    assert (answer.status_code, json.loads(answer.content)) == (
        503,
        {"etat": "indisponible", "base": False, "index": True, "file": True},
    )


@pytest.mark.django_db
def test_database_of_the_tests_is_ready():
    health.check_database()


def test_broker_of_the_tests_is_ready():
    health.check_broker()


def test_broker_without_its_folder_is_not_ready(settings, tmp_path):
    settings.REDIS_URL = ""
    settings.BROKER_DIR = tmp_path / "nowhere"
    with pytest.raises(health.NotReadyError):
        health.check_broker()


@pytest.mark.parametrize("url", ["redis://127.0.0.1:1/0"])
def test_broker_that_refuses_is_not_ready(settings, url):
    settings.REDIS_URL = url
    assert health.answers("file", health.check_broker) is False
