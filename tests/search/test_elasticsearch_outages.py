"""The real client against servers on loopback that are closed, hang, refuse or speak TLS."""

import threading
import time
from dataclasses import replace

import pytest

from ground.machine.breaker import REST, Breaker
from scripts.world.certificates import Authority
from search.contract.query import SearchQuery
from search.engines.base import EngineError, EngineLeftAloneError, EngineUnavailableError
from search.engines.elasticsearch import ElasticsearchEngine
from search.engines.elasticsearch_client import ATTENTE, ATTENTE_ETAT
from search.engines.elasticsearch_index import hashes
from search.planning.parsing import parse
from tests.search.corpus import document
from tests.search.servers import answering, closed_port, hanging

NOTHING = {"took": 1, "timed_out": False, "count": 3}
MAPPING = {"index": {"mappings": {"_meta": hashes()}}}


@pytest.fixture
def at():
    """An engine for an address, closed when the test ends."""
    made = []

    def engine(url):
        made.append(ElasticsearchEngine(url, base="odd17essai"))
        return made[-1]

    yield engine
    for one in made:
        one.client.close()


def counting(method, path):
    return (200, MAPPING) if "_mapping" in path else (200, NOTHING)


def refusing(status, error="refus"):
    return lambda method, path: (status, {"error": {"type": error, "reason": error}, "status": status})


def count(engine):
    return engine.count(SearchQuery(), parse(""))


def test_server_that_is_closed_is_an_outage(at):
    with pytest.raises(EngineUnavailableError):
        count(at(f"http://127.0.0.1:{closed_port()}"))


def test_server_that_hangs_is_waited_for_one_second_at_most(at):
    with hanging() as url:
        engine = at(url)
        began = time.monotonic()
        with pytest.raises(EngineUnavailableError):
            count(engine)
        waited = time.monotonic() - began
        with pytest.raises(EngineLeftAloneError):
            count(engine)

    # Twice the promise, for a machine that does other things; without a bound it would be 30.
    assert ATTENTE / 2 < waited < ATTENTE * 2


def test_state_of_a_server_that_hangs_is_known_to_be_unknown_in_three_seconds(at):
    with hanging() as url:
        began = time.monotonic()
        with pytest.raises(EngineUnavailableError):
            at(url).state()

    assert time.monotonic() - began < ATTENTE_ETAT * 2


@pytest.mark.parametrize("status", [401, 403, 429, 500, 503])
def test_refusal_that_is_not_about_the_question_is_an_outage(at, status):
    with answering(refusing(status)) as (url, _), pytest.raises(EngineUnavailableError):
        count(at(url))


def test_refusal_of_the_question_is_no_outage_and_does_not_open_the_breaker(at):
    def answer(method, path):
        return (200, MAPPING) if "_mapping" in path else refusing(400)(method, path)

    with answering(answer) as (url, _):
        engine = at(url)
        for _ in range(2):
            with pytest.raises(EngineError) as caught:
                count(engine)
            assert type(caught.value) is EngineError


def test_index_of_another_schema_is_not_asked(at):
    other = {"index": {"mappings": {"_meta": {**hashes(), "schema": "autre"}}}}

    def answer(method, path):
        return (200, other) if "_mapping" in path else (200, NOTHING)

    with answering(answer) as (url, asked), pytest.raises(EngineUnavailableError, match="structure de l’index"):
        count(at(url))

    assert [path for _, path, _ in asked] == ["/odd17essai-lecture/_mapping"]


def test_mapping_is_looked_at_once_for_many_searches(at):
    with answering(counting) as (url, asked):
        engine = at(url)
        found = [count(engine) for _ in range(3)]

    assert found == [3, 3, 3]
    assert sum("_mapping" in path for _, path, _ in asked) == 1


def test_server_that_is_back_is_asked_again_by_itself(at):
    state = {"answer": refusing(503), "now": 0.0}
    with answering(lambda method, path: state["answer"](method, path)) as (url, _):
        engine = at(url)
        engine._breaker = Breaker(clock=lambda: state["now"])
        with pytest.raises(EngineUnavailableError):
            count(engine)
        state["answer"] = counting
        with pytest.raises(EngineLeftAloneError):
            count(engine)
        state["now"] = REST

        assert count(engine) == 3


def test_one_search_tries_the_server_while_the_others_pass_by(at):
    """After the pause a server that hangs costs one visitor a second, not all of them."""
    state = {"now": 0.0}
    with hanging() as url:
        engine = at(url)
        engine._breaker = Breaker(clock=lambda: state["now"])
        with pytest.raises(EngineUnavailableError):
            count(engine)
        state["now"] = REST
        raised = []

        def ask():
            try:
                count(engine)
            except EngineUnavailableError as exc:
                raised.append(type(exc))

        threads = [threading.Thread(target=ask) for _ in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    assert sorted(raised, key=str) == [EngineLeftAloneError] * 5 + [EngineUnavailableError]


BLOCKED = {"type": "cluster_block_exception", "reason": "disk usage exceeded flood-stage watermark"}


@pytest.mark.parametrize(
    ("status", "error", "kind"),
    [
        (403, {"type": "cluster_block_exception", "reason": "index write (api)"}, EngineUnavailableError),
        (
            503,
            {"type": "unavailable_shards_exception", "reason": "primary shard is not active"},
            EngineUnavailableError,
        ),
        (404, {"type": "index_not_found_exception", "reason": "no such index"}, EngineUnavailableError),
        (400, {"type": "strict_dynamic_mapping_exception", "reason": "not allowed"}, EngineError),
    ],
)
def test_pages_that_cannot_be_written_now_are_told_from_pages_that_never_can(at, status, error, kind):
    def answer(method, path):
        if "_alias" in path:
            return 200, {"odd17essai-2026": {}}
        return 200, {"took": 1, "errors": True, "items": [{"index": {"_id": "1", "status": status, "error": error}}]}

    with answering(answer) as (url, _), pytest.raises(EngineError) as caught:
        at(url).write([document(1)], set(), 5)

    assert type(caught.value) is kind


def test_busy_server_is_asked_again_with_a_growing_pause(at, monkeypatch):
    pauses = []
    monkeypatch.setattr(time, "sleep", pauses.append)
    busy = {"index": {"_id": "1", "status": 429, "error": BLOCKED}}

    def answer(method, path):
        if "_alias" in path:
            return 200, {"odd17essai-2026": {}}
        return 200, {"took": 1, "errors": True, "items": [busy]}

    with answering(answer) as (url, _), pytest.raises(EngineUnavailableError, match="flood-stage"):
        at(url).write([document(1)], set(), 5)

    assert [pause for pause in pauses if pause >= 0.1] == [0.2, 0.4, 0.8, 1.6, 3.2]


def test_pages_are_sent_by_count_and_by_bytes(at, monkeypatch):
    sent = []

    def answer(method, path):
        if "_alias" in path:
            return 200, {"odd17essai-2026": {}}
        if path.startswith("/_bulk") or "_bulk" in path:
            sent.append(path)
            return 200, {"took": 1, "errors": False, "items": []}
        return 200, {}

    long = "mobilité " * 100_000
    documents = [replace(document(rank), corps=long) for rank in range(1, 31)]
    with answering(answer) as (url, _):
        at(url).write(documents, set(), 5)
    by_bytes = len(sent)
    sent.clear()
    with answering(answer) as (url, _):
        at(url).write([document(rank) for rank in range(1, 1_002)], set(), 5)

    assert (by_bytes > 1, len(sent)) == (True, 3)


def test_key_and_authority_of_the_settings_are_used(at, settings, tmp_path):
    authority = Authority()
    settings.ELASTICSEARCH_API_KEY = "Y2xlOmRlLXRlc3Q="
    settings.ELASTICSEARCH_CA_CERTS = authority.ca_file(tmp_path)
    with answering(counting, tls=authority.context("valid", "127.0.0.1")) as (url, asked):
        assert count(at(url)) == 3

    assert {headers["authorization"] for _, _, headers in asked} == {"ApiKey Y2xlOmRlLXRlc3Q="}


@pytest.mark.parametrize("kind", ["unknown_authority", "expired", "wrong_name", "self_signed"])
def test_server_that_does_not_prove_who_it_is_is_told_nothing(at, settings, tmp_path, kind):
    authority = Authority()
    settings.ELASTICSEARCH_CA_CERTS = authority.ca_file(tmp_path)
    server = answering(counting, tls=authority.context(kind, "127.0.0.1"))
    with server as (url, asked), pytest.raises(EngineUnavailableError):
        count(at(url))

    assert asked == []
