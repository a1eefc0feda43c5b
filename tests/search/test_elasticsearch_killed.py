"""Elasticsearch taken away from a site under load: hung by SIGSTOP, killed by SIGKILL, locked, of another mapping.

The server is one of the test's own, the site is served by granian, visitors come all the time. With a copy nobody
sees more than a sentence; without one the public pages answer all the same. Nobody lends a hand when it is back.
"""

import json
import os
import signal
import threading
import time
from contextlib import ExitStack

import pytest
from django.conf import settings as current

from search import engines
from search.answers.dressing import COPIE
from search.engines.elasticsearch_index import body_of_index, hashes, new_name, read_alias, write_alias
from search.enums import EtatEcriture
from search.facets.values import forget
from search.index import outbox, upkeep
from search.index.models import EcritureIndex
from search.index.rebuilding import rebuild_index
from tests.search.conftest import rebuild_of
from tests.search.corpus import document
from tests.search.processes import OwnElasticsearch, database_url, get, wait_until, web_server
from tests.search.site import PetitSite

pytestmark = [pytest.mark.elasticsearch, pytest.mark.xdist_group("cluster")]
API = "/api/v3/recherche/?q=guide"
FILE = "/recherche/export.csv?q=guide"
FACES = (API, "/recherche/?q=guide", FILE, "/recherche/flux.atom?q=guide", "/")
#: Seconds. A search waits for one of them (`test_elasticsearch_outages`); without a bound it would be 30.
LONGEST = 10.0


@pytest.fixture
def own():
    server = OwnElasticsearch()
    try:
        server.start()
        yield server
    finally:
        server.remove()


@pytest.fixture
def kept(own, settings, tmp_path, monkeypatch):
    """The settings of a site on that server, with a copy, for this process and for those that serve it."""
    settings.SEARCH_ENGINE = "search.engines.elasticsearch.ElasticsearchEngine"
    settings.ELASTICSEARCH_URL = own.url
    settings.SEARCH_REPLICA = True
    settings.SEARCH_REPLICA_DIR = tmp_path / "index-copie"
    monkeypatch.setattr(outbox, "wake_worker", lambda: None)
    engines._engine.cache_clear()
    forget()
    yield {
        "DATABASE_URL": database_url(),
        "ELASTICSEARCH_URL": own.url,
        "VAR_DIR": str(tmp_path),
        "SECRET_KEY": current.SECRET_KEY,
        "LOG_LEVEL": "ERROR",
    }
    engines.current_engine().client.close()
    engines._engine.cache_clear()


class Load:
    """Visitors of one server, each asking one face after the other."""

    def __init__(self, port, visitors=3):
        self.port = port
        self.answers = []
        self.stopped = threading.Event()
        self.threads = [threading.Thread(target=self.visit, args=(rank,), daemon=True) for rank in range(visitors)]
        for thread in self.threads:
            thread.start()

    def visit(self, rank):
        # Three who ask for the file at once, and wait for a hung server, are one more than its lane takes.
        faces = [path for path in FACES[rank:] + FACES[:rank] if path != FILE or not rank]
        while not self.stopped.is_set():
            for path in faces:
                status, _, seconds = get(self.port, path)
                self.answers.append((path, status, seconds))
            time.sleep(0.05)

    def stop(self):
        self.stopped.set()
        for thread in self.threads:
            thread.join()

    def wrong(self, *, api=(200,)):
        allowed = {API: api}
        return [one for one in self.answers if one[1] not in allowed.get(one[0], (200, 302))]


def found(port):
    """(titles, sentence) of the API's answer."""
    status, body, _ = get(port, API)
    data = json.loads(body) if status == 200 else {}
    return sorted(hit["titre"] for hit in data.get("resultats", ())), data.get("avis", status)


@pytest.mark.django_db(transaction=True)
def test_site_answers_whatever_happens_to_its_engine(own, kept, tmp_path):
    site = PetitSite()
    first = site.ressource("Guide un")
    own.wait()
    upkeep.keep_up()
    log = tmp_path / "web.log"
    with ExitStack() as stack:
        port = stack.enter_context(web_server({**kept, "SEARCH_REPLICA": "true"}, log))
        bare = stack.enter_context(web_server({**kept, "SEARCH_REPLICA": "false"}, tmp_path / "bare.log"))
        loads = [Load(port), Load(bare, visitors=1)]
        for load in loads:
            stack.callback(load.stop)
        # A server that has just started may take more than a second for its first searches.
        wait_until(lambda: found(port) == found(bare) == (["Guide un"], ""), log)

        # Hung: it takes connections and says nothing.
        own.send(signal.SIGSTOP)
        site.ressource("Guide deux")
        wait_until(lambda: found(port) == (["Guide deux", "Guide un"], COPIE), log, meanwhile=upkeep.keep_up)
        own.send(signal.SIGCONT)
        wait_until(lambda: found(port) == (["Guide deux", "Guide un"], ""), log, meanwhile=upkeep.keep_up)

        # Killed, and what is unpublished meanwhile is seen by nobody.
        own.kill()
        first.unpublish()
        wait_until(lambda: found(port) == (["Guide deux"], COPIE), log, meanwhile=upkeep.keep_up)
        assert get(bare, "/recherche/?q=guide")[0] == 200
        own.start()
        wait_until(lambda: found(port) == found(bare) == (["Guide deux"], ""), log, meanwhile=upkeep.keep_up)
        for load in loads:
            load.stop()

    assert EcritureIndex.objects.exclude(etat=EtatEcriture.FAITE).count() == 0
    assert (loads[0].wrong(), loads[1].wrong(api=(200, 503))) == ([], [])
    assert [one for load in loads for one in load.answers if one[2] > LONGEST] == []


@pytest.fixture
def engine(elasticsearch_url, settings, monkeypatch):
    """The engine of the settings on an index of the test's own, on the server that all tests share."""
    settings.SEARCH_ENGINE = "search.engines.elasticsearch.ElasticsearchEngine"
    settings.ELASTICSEARCH_INDEX = f"odd17verrou{os.getpid()}"
    monkeypatch.setattr(outbox, "wake_worker", lambda: None)
    engines._engine.cache_clear()
    forget()
    made = engines.current_engine()
    yield made
    for name in list(made.client.indices.get(index=f"{made.base}-*")):
        made.client.indices.delete(index=name)
    made.client.close()
    engines._engine.cache_clear()


@pytest.mark.django_db
@pytest.mark.parametrize("block", ["index.blocks.write", "index.blocks.read_only_allow_delete"])
def test_rows_wait_while_the_index_is_locked_and_arrive_afterwards(engine, site, client, monkeypatch, block):
    """What a full disk does: searches go on, nothing can be written, and no page is given up for it."""
    monkeypatch.setattr(time, "sleep", lambda seconds: None)
    site.ressource("Guide un")
    upkeep.keep_up()
    engine.client.indices.put_settings(index=write_alias(engine.base), settings={block: True})
    late = site.ressource("Guide deux")
    for _ in range(outbox.ESSAIS + 1):
        upkeep.keep_up()
    rows = EcritureIndex.objects.filter(page_id=late.pk).exclude(etat=EtatEcriture.FAITE)

    assert set(rows.values_list("etat", "essais")) == {(EtatEcriture.EN_ATTENTE, 0)}
    assert client.get(API).json()["total"] == 1
    engine.client.indices.put_settings(index=write_alias(engine.base), settings={block: None})
    upkeep.keep_up()
    assert client.get(API).json()["total"] == 2


@pytest.mark.django_db
def test_index_of_another_mapping_is_not_asked_and_is_replaced_by_itself(engine, site, client):
    site.ressource("Guide un")
    rebuild_index(engine)
    other = new_name(engine.base)
    engine.client.indices.create(index=other, mappings={"properties": {"titre": {"type": "text"}}})
    engine.client.indices.put_alias(index=other, name=read_alias(engine.base))
    for old in set(engine.client.indices.get_alias(name=read_alias(engine.base))) - {other}:
        engine.client.indices.delete_alias(index=old, name=read_alias(engine.base))
    answer = client.get(API).status_code
    sentence = engine.state()
    upkeep.keep_up()

    assert (answer, sentence[:24]) == (503, "La structure de l’index ")
    assert (engine.state(), engine.size()) == ("", 1)


@pytest.mark.django_db
def test_rollback_passes_by_an_index_that_a_killed_rebuild_has_left(engine, site):
    """Half an index is written to, so that no edit is lost while it grows; it never served and must never do."""
    page = site.ressource("Guide un")
    rebuild_index(engine)
    served = engine._behind(read_alias(engine.base))
    rebuild_index(engine)
    half = new_name(engine.base)
    engine.client.indices.create(index=half, **body_of_index())
    engine.client.indices.put_alias(index=half, name=write_alias(engine.base))

    assert engine.rollback() is True
    assert engine._behind(read_alias(engine.base)) == served
    assert [one.id for one in engine.ids_and_versions()] == [page.pk]
    assert half not in engine._indices()


def test_strict_mapping_refuses_a_field_that_nobody_declared(engine):
    engine.rebuild(rebuild_of([document(1)]))
    with pytest.raises(Exception, match="strict_dynamic_mapping_exception"):
        engine.client.index(index=write_alias(engine.base), document={"inconnu": 1})


def test_index_says_for_which_code_it_was_made(engine):
    engine.rebuild(rebuild_of([document(1)]))
    engine.client.indices.put_mapping(
        index=read_alias(engine.base),
        meta={**hashes(), "analysis": "autre"},
    )

    assert engine.state().startswith("Les règles du français ont changé")
    assert engine.size() == 1
