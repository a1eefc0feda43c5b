"""One engine at one size: how fast its index is made and how large it is, and the endpoint against the bare engine."""

import http.client
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import orjson

from scripts.bench import memory
from scripts.bench.inprocess import InProcess
from scripts.bench.place import command
from scripts.bench.search.notes import Notes
from scripts.bench.search.recording import recording
from scripts.bench.search.searching import OURS, REFERENCE, SEARCHES
from scripts.bench.timing import Timing, by_turns

EMBEDDED, ELASTICSEARCH = "embedded", "elasticsearch"
#: Rows are kept for no more pages than some 180 000: beyond, a rebuild tells nothing new.
AGAIN_AT_MOST = 150_000
#: The index names begin with it: nothing of another run is touched.
PREFIX = "odd17-bench"
_CLASSES = {
    EMBEDDED: "search.engines.embedded.EmbeddedEngine",
    ELASTICSEARCH: "search.engines.elasticsearch.ElasticsearchEngine",
}


@dataclass(slots=True)
class Row:
    """What was measured of one engine with one number of documents. `pairs` are (endpoint, bare engine, hits).

    `rebuilt` is of the first rebuild, `again` of one where no page has changed, in documents per second; `peak` is what
    the process held at most during the first, in MiB, and its largest helper `helper`.
    """

    engine: str
    documents: int
    rebuilt: float
    rebuilt_cpu: float
    bytes_on_disk: int
    pairs: dict[str, tuple[Timing, Timing, int]] = field(default_factory=dict)
    again: float = 0.0
    peak: float = 0.0
    helper: float = 0.0

    @property
    def reference(self) -> tuple[Timing, Timing, int]:
        return self.pairs[REFERENCE]


@contextmanager
def chosen(engine: str, url: str, base: str) -> Iterator[dict[str, str]]:
    """Everything in this process asks that engine; what comes back are the variables for other processes."""
    from django.test.utils import override_settings  # Django is set up by now, not when this module is read

    named = {"ELASTICSEARCH_URL": url, "ELASTICSEARCH_INDEX": base} if engine == ELASTICSEARCH else {}
    with override_settings(SEARCH_ENGINE=_CLASSES[engine], **named):
        yield named


def row(engine: str, documents: int, notes: Notes, *, repetitions: int) -> Row:
    """Rebuild the index, then ask every search of `searching.SEARCHES` by turns with the bare engine.

    What `notes` know is not measured again, and an index that a run of before has made is asked as it is.
    """
    found = notes.once((documents, engine, "rebuild"), lambda: _rebuilt(engine, documents))
    if not _holds(documents):
        command("search_rebuild", confirmer=True)
    found.pairs = notes.once((documents, engine, "searches"), lambda: _pairs(engine, repetitions))
    return found


def _rebuilt(engine: str, documents: int) -> Row:
    memory.forget_peak()
    elapsed, cpu = _rebuild()
    found = Row(engine, documents, documents / elapsed, documents / cpu, _bytes_on_disk(engine))
    found.peak, found.helper = memory.peak(), memory.peak_of_children()
    if engine == EMBEDDED and documents <= AGAIN_AT_MOST:
        found.again = documents / _rebuild()[0]
    return found


def _rebuild() -> tuple[float, float]:
    """(seconds, seconds of work of this process and of those that help it)."""
    start, worked = time.perf_counter(), _worked()
    command("search_rebuild", confirmer=True)
    return time.perf_counter() - start, _worked() - worked


def _worked() -> float:
    return sum(os.times()[:4])


def _holds(documents: int) -> bool:
    from search.engines import current_engine  # as above
    from search.engines.base import EngineError

    try:
        # Publications of a run of before may have left some more.
        return not current_engine().state() and current_engine().size() >= documents
    except EngineError:
        return False


def _pairs(engine: str, repetitions: int) -> dict[str, tuple[Timing, Timing, int]]:
    pairs: dict[str, tuple[Timing, Timing, int]] = {}
    site = InProcess()
    for name, asked in SEARCHES:
        path = f"{OURS}?{urlencode(asked)}"
        with _bare(engine, site, path) as (bare, total):
            ours, theirs = by_turns(lambda p=path: _asked(site, p), bare, repetitions=repetitions)  # type: ignore[misc]  # bound at once
            pairs[name] = (ours, theirs, total)
    return pairs


def _asked(site: InProcess, path: str) -> None:
    answer = site.get(path)
    if answer.status_code != 200:
        raise RuntimeError(f"{path} answered {answer.status_code}")


@contextmanager
def _bare(engine: str, site: InProcess, path: str) -> Iterator[tuple[Callable[[], object], int]]:
    """(what asks the engine alone for the same, how many hits there are)."""
    total = int(site.get(path).json()["total"])
    if engine == EMBEDDED:
        with recording() as recorder:
            site.get(path)
        yield recorder.replay, total
        return
    with _raw_search(path) as ask:
        yield ask, total


@contextmanager
def _raw_search(path: str) -> Iterator[Callable[[], object]]:
    """The same `_search` on one open connection, its answer read and not looked at."""
    from django.conf import settings  # as above
    from django.http import QueryDict

    from search.engines.elasticsearch_index import read_alias
    from search.engines.elasticsearch_query import search_body
    from search.planning.planner import plan_search

    planned = plan_search(QueryDict(path.partition("?")[2]))
    body = orjson.dumps(search_body(planned.query, planned.plan))
    server = urlsplit(settings.ELASTICSEARCH_URL)
    kind = http.client.HTTPSConnection if server.scheme == "https" else http.client.HTTPConnection
    connection = kind(server.hostname or "", server.port)

    def ask() -> None:
        connection.request(
            "POST", f"/{read_alias(PREFIX)}/_search", body=body, headers={"Content-Type": "application/json"}
        )
        answer = connection.getresponse()
        answer.read()
        if answer.status != 200:
            raise RuntimeError(f"Elasticsearch answered {answer.status}")

    try:
        yield ask
    finally:
        connection.close()


def _bytes_on_disk(engine: str) -> int:
    from django.conf import settings  # as above

    from search.engines import current_engine

    if engine == EMBEDDED:
        root = Path(settings.SEARCH_INDEX_DIR)
        folder = root / (root / "current").read_text().strip()
        return sum(file.stat().st_size for file in folder.iterdir())
    from search.engines.elasticsearch_index import read_alias

    client: Any = current_engine().client  # type: ignore[attr-defined]  # Elasticsearch's
    stats = client.indices.stats(index=read_alias(PREFIX), metric="store")
    return int(stats["_all"]["primaries"]["store"]["size_in_bytes"])


def forget(url: str) -> None:
    """Delete every index that the measures have made."""
    from elasticsearch import Elasticsearch  # only where there is a server

    with Elasticsearch(url, request_timeout=60) as client:
        for name in list(client.indices.get(index=f"{PREFIX}-2*", expand_wildcards="all")):
            client.options(ignore_status=404).indices.delete(index=name)
