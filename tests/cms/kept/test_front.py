"""What is given before Django’s chain is what the chain would give."""

import io
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import pytest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections

from cms.kept.front import Front
from cms.wsgi import application, django
from ground.edges.turns import PAGES
from tests.cms.kept.conftest import begin_anew
from tests.factories import pages

pytestmark = pytest.mark.django_db
#: Seconds until what hangs is told as a failure.
LAST_RESORT = 60


class Counted:
    """Django, and how often it was asked."""

    def __init__(self):
        self.calls = 0

    def __call__(self, environ, start_response):
        self.calls += 1
        return django(environ, start_response)


@pytest.fixture
def counted():
    return Counted()


@pytest.fixture
def arbre():
    return pages.arbre()


@pytest.fixture
def front(counted, arbre):
    begin_anew()
    # The connection is the test’s, as it is for Django’s own client.
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield Front(counted)
    for signal in signals:
        signal.connect(close_old_connections)


def ask(application, path, method="GET", query="", **headers):
    """(status, headers but for the name of the request, body)."""
    said = []
    environ = {
        "REQUEST_METHOD": method,
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": "localhost",
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": sys.stderr,
        **{f"HTTP_{name.upper()}": value for name, value in headers.items()},
    }
    body = b"".join(application(environ, lambda *told: said.append(told)))
    [(status, told)] = said
    found = {name.lower(): value for name, value in told}
    assert len(found) == len(told)
    assert len(found.pop("x-request-id")) > 8
    return status, found, body


@pytest.mark.parametrize("headers", [{}, {"accept_encoding": "gzip, deflate, br"}, {"accept_encoding": "gzip"}])
def test_answer_is_that_of_the_chain_header_for_header(front, counted, headers):
    first = ask(front, "/agir/", **headers)
    again = ask(front, "/agir/", **headers)
    assert (again, counted.calls) == (first, 1)
    assert first[0] == "200 OK"
    assert {"x-content-type-options", "referrer-policy", "content-security-policy", "etag"} <= set(first[1])


def test_who_has_it_is_told_so_without_the_chain(front, counted):
    _, headers, _ = ask(front, "/agir/")
    status, told, body = ask(front, "/agir/", if_none_match=headers["etag"])
    assert (status, body, told["etag"], counted.calls) == ("304 Not Modified", b"", headers["etag"], 1)
    assert "content-type" not in told


def test_accented_address_is_answered_from_the_first_time_on(front, counted, arbre):
    page = pages.ressource(arbre.boite, slug="préparer-une-fête")
    begin_anew()
    # As servers hand it over: the bytes of the address, each as a character (PEP 3333).
    path = page.url_path.removeprefix("/accueil").encode().decode("latin-1")
    assert [ask(front, path)[0] for _ in range(2)] == ["200 OK", "200 OK"]
    assert counted.calls == 1


def test_withdrawal_is_in_force_in_the_next_answer(front, arbre, django_capture_on_commit_callbacks):
    assert ask(front, "/agir/")[0] == "200 OK"
    with django_capture_on_commit_callbacks(execute=True):
        arbre.agir.unpublish()
    assert ask(front, "/agir/")[0] == "404 Not Found"


@pytest.mark.parametrize(
    "asked",
    [
        {"origin": "https://ailleurs.example"},
        {"method": "POST"},
        {"authorization": "Bearer x"},
        {"cookie": "sessionid=x"},
        {"host": "127.0.0.1"},
    ],
    ids=lambda asked: next(iter(asked)),
)
def test_what_may_be_answered_otherwise_goes_through_the_chain(front, counted, asked):
    ask(front, "/agir/")
    ask(front, "/agir/", **asked)
    assert counted.calls == 2


def test_name_that_is_not_ours_is_refused_however_often_it_is_asked(front, counted):
    statuses = [ask(front, "/agir/", host="ailleurs.example")[0] for _ in range(3)]
    assert (statuses, counted.calls) == (["400 Bad Request"] * 3, 3)


def test_search_is_counted_each_time(front, counted):
    for _ in range(3):
        ask(front, "/recherche/", query="q=eau")
    assert counted.calls == 3


def test_what_is_kept_is_given_while_every_turn_waits_for_a_server(front):
    first = ask(front, "/agir/")
    with ThreadPoolExecutor(1) as visitor, ExitStack() as turns:
        while PAGES._turns.take(patience=0):
            turns.callback(PAGES._turns.give_back)
        assert visitor.submit(ask, application, "/agir/").result(timeout=LAST_RESORT) == first
