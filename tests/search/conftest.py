import os
import uuid

import pytest

from search import engines, outbox
from search.engines.base import Rebuild
from search.engines.elasticsearch import ElasticsearchEngine
from search.engines.embedded import EmbeddedEngine
from search.facets import forget
from tests.search.site import PetitSite


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


def remove_indices(made):
    names = list(made.client.indices.get(index=f"{made.base}-*"))
    if names:
        made.client.indices.delete(index=names)
    made.client.close()


def rebuild_of(documents, *, version=1, late=(), gone=()):
    """A rebuild with these documents, and what changed while it ran."""
    return Rebuild(iter(documents), version, lambda: (version + 1, list(late), set(gone)))


@pytest.fixture
def site(db):
    """A small site with its terms; nothing is searched until an index is built."""
    forget()
    return PetitSite()


@pytest.fixture
def index(settings, tmp_path, monkeypatch):
    """The current engine on an embedded index of the test's own; the broker is not asked to wake anybody."""
    settings.SEARCH_ENGINE = "search.engines.embedded.EmbeddedEngine"
    settings.SEARCH_INDEX_DIR = tmp_path / "index"
    engines._engine.cache_clear()
    monkeypatch.setattr(outbox, "wake_worker", lambda: None)
    forget()
    yield engines.current_engine()
    engines._engine.cache_clear()
