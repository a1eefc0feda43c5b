import os
import uuid

import pytest

from search import engines
from search.engines.base import Rebuild
from search.engines.elasticsearch import ElasticsearchEngine
from search.engines.embedded import EmbeddedEngine
from search.facets import values
from search.index import outbox
from search.places import directory
from search.promotions import current as promotions
from search.spelling import words
from search.suggestions import answer
from tests.remembered import remembered
from tests.search.site import PetitSite

petit_site = remembered(PetitSite)


@pytest.fixture(scope="session")
def elasticsearch_url():
    """The address of a real server: a suite without one is skipped by name, and fails where CI promises one."""
    url = os.environ.get("ELASTICSEARCH_URL")
    if url:
        return url
    if os.environ.get("CI") == "true":
        pytest.fail("ELASTICSEARCH_URL is not set, and under CI=true these tests must run")
    pytest.skip("ELASTICSEARCH_URL is not set: no Elasticsearch to compare with")


@pytest.fixture(params=["embedded", pytest.param("elasticsearch", marks=pytest.mark.elasticsearch)])
def engine(request, tmp_path):
    """An empty index of each engine, the test's own."""
    if request.param == "embedded":
        made = EmbeddedEngine(tmp_path / "index")
        made.rebuild(rebuild_of([]))
        yield made
        return
    url = request.getfixturevalue("elasticsearch_url")
    made = ElasticsearchEngine(url, base=f"odd17test{uuid.uuid4().hex[:8]}")
    made.rebuild(rebuild_of([]))
    yield made
    remove_indices(made)


@pytest.fixture(params=["embedded", pytest.param("elasticsearch", marks=pytest.mark.elasticsearch)])
def each_index(request, settings, monkeypatch, tmp_path):
    """The current engine of the whole site, on an empty index of each engine, the test's own."""
    if request.param == "embedded":
        settings.SEARCH_ENGINE = "search.engines.embedded.EmbeddedEngine"
        settings.SEARCH_INDEX_DIR = tmp_path / "index"
    else:
        settings.SEARCH_ENGINE = "search.engines.elasticsearch.ElasticsearchEngine"
        settings.ELASTICSEARCH_URL = request.getfixturevalue("elasticsearch_url")
        settings.ELASTICSEARCH_INDEX = f"odd17test{uuid.uuid4().hex[:8]}"
    engines._engine.cache_clear()
    monkeypatch.setattr(outbox, "wake_worker", lambda: None)
    forget_everything()
    made = engines.current_engine()
    yield made
    if request.param == "elasticsearch":
        remove_indices(made)
    engines._engine.cache_clear()


def remove_indices(made):
    names = list(made.client.indices.get(index=f"{made.base}-*"))
    if names:
        made.client.indices.delete(index=names)
    made.client.close()


def rebuild_of(documents, *, version=1, late=(), gone=()):
    """A rebuild with these documents, and what changed while it ran."""
    return Rebuild(iter(documents), version, lambda: (version + 1, list(late), set(gone)))


def forget_everything():
    """What a process keeps of one state of the index or of the terms is not that of another test's."""
    for kept in (values, words, directory, answer, promotions):
        kept.forget()


@pytest.fixture
def site(db):
    """A small site with its terms; nothing is searched until an index is built."""
    forget_everything()
    return petit_site()


@pytest.fixture
def index(settings, tmp_path, monkeypatch):
    """The current engine on an embedded index of the test's own; the broker is not asked to wake anybody."""
    settings.SEARCH_ENGINE = "search.engines.embedded.EmbeddedEngine"
    settings.SEARCH_INDEX_DIR = tmp_path / "index"
    engines._engine.cache_clear()
    monkeypatch.setattr(outbox, "wake_worker", lambda: None)
    forget_everything()
    yield engines.current_engine()
    engines._engine.cache_clear()
