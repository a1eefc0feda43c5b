"""The Elasticsearch engine: one `_search` per question, through elasticsearch-dsl.

Sends public pages and what visitors type to the server named by ELASTICSEARCH_URL, with an API key and a certificate
authority where the settings name them. A search waits at most a second; after an outage the server is left alone for
a few seconds, so that visitors do not queue behind it. Contract: `search.engines.base`.
"""

import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from copy import copy
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.conf import settings
from elasticsearch import ApiError, Elasticsearch, NotFoundError, TransportError, helpers
from elasticsearch.dsl import MultiSearch, Search

from search.documents import Document
from search.engines.base import (
    TERRITOIRES_LISTES,
    Capability,
    EngineError,
    EngineUnavailableError,
    IndexedVersion,
    RawHit,
    RawResults,
    Rebuild,
    SearchEngine,
)
from search.engines.elasticsearch_index import (
    ECHELON,
    SOMMET,
    body_of_index,
    hashes,
    new_name,
    read_alias,
    source_of,
    write_alias,
)
from search.engines.elasticsearch_query import completing, count_body, read_counts, search_body
from search.enums import Facette
from search.plan import QueryPlan
from search.query import SearchQuery, Visibility

PAS_D_INDEX = "L’index n’existe pas encore : lancez « python manage.py search_rebuild »."
SCHEMA_CHANGE = "L’index vient d’une autre version du logiciel : lancez « python manage.py search_rebuild »."
ANALYSE_CHANGE = "Les règles du français ont changé depuis que l’index existe : lancez « search_rebuild »."
ATTENTE = 1.0
REPIT = 5.0
_BULK_COUNT, _BULK_BYTES = 500, 8_000_000
_LOT = 1_000
_TOO_BUSY, _SERVER_FAULT = 429, 500

P = ParamSpec("P")
R = TypeVar("R")


def _as_engine_errors(ask: Callable[P, R]) -> Callable[P, R]:
    """What the client raises, told apart: an outage passes by itself, a refusal does not."""

    @wraps(ask)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return ask(*args, **kwargs)
        except NotFoundError as exc:
            raise EngineUnavailableError(PAS_D_INDEX) from exc
        except TransportError as exc:
            raise EngineUnavailableError(f"Elasticsearch ne répond pas : {exc}") from exc
        except ApiError as exc:
            passes = exc.status_code == _TOO_BUSY or exc.status_code >= _SERVER_FAULT
            kind = EngineUnavailableError if passes else EngineError
            raise kind(f"Elasticsearch a refusé la demande : {exc}") from exc
        except helpers.BulkIndexError as exc:
            raise EngineError(f"Elasticsearch a refusé des pages : {exc.errors[:1]}") from exc

    return guarded


class ElasticsearchEngine(SearchEngine):
    """Asks and writes the indices that begin with ELASTICSEARCH_INDEX."""

    name = "elasticsearch"
    capabilities = frozenset({Capability.SEVERAL_WRITERS, Capability.ROLLBACK})

    def __init__(self, url: str = "", base: str = "") -> None:
        self.base = base or settings.ELASTICSEARCH_INDEX
        named = {"api_key": settings.ELASTICSEARCH_API_KEY, "ca_certs": settings.ELASTICSEARCH_CA_CERTS}
        options: dict[str, Any] = {name: value for name, value in named.items() if value}
        self.client = Elasticsearch(url or settings.ELASTICSEARCH_URL, request_timeout=30, **options)
        self._asking = self.client.options(request_timeout=ATTENTE, max_retries=0, retry_on_timeout=False)
        self._left_alone_until = 0.0
        self._asked = ""

    def search(self, query: SearchQuery, plan: QueryPlan) -> RawResults:
        answer = self._ask(lambda: search_body(self._search(), query, plan).execute().to_dict())
        if answer.get("timed_out"):
            raise EngineUnavailableError("Elasticsearch n’a pas fini à temps.")
        counts = read_counts(answer["aggregations"], query)
        territoires = counts[Facette.TERRITOIRE.value]
        incomplete = {Facette.TERRITOIRE} if len(territoires) >= TERRITOIRES_LISTES else set()
        return RawResults(
            total=answer["hits"]["total"]["value"],
            hits=tuple(_raw_hit(hit) for hit in answer["hits"]["hits"]),
            counts={facette: counts[facette.value] for facette in Facette},
            sommets=counts.get(SOMMET, {}),
            ladder=counts[ECHELON],
            complete=frozenset(Facette) - incomplete,
        )

    def count(self, query: SearchQuery, plan: QueryPlan) -> int:
        return self._ask(lambda: int(count_body(self._search(), query, plan).count()))

    def counts(self, asked: Sequence[tuple[SearchQuery, QueryPlan]]) -> list[int]:
        if not asked:
            return []
        together = MultiSearch(using=self._asking, index=self._asked or read_alias(self.base))
        for query, plan in asked:
            together = together.add(count_body(Search(), query, plan).extra(size=0, track_total_hits=True))
        return self._ask(lambda: [int(answer.to_dict()["hits"]["total"]["value"]) for answer in together.execute()])

    def complete(self, words: Sequence[str], visibility: Visibility, size: int) -> tuple[RawHit, ...]:
        answer = self._ask(lambda: completing(self._search(), words, visibility).extra(size=size).execute().to_dict())
        return tuple(_raw_hit(hit) for hit in answer["hits"]["hits"])

    @_as_engine_errors
    def write(self, upserts: Iterable[Document], removals: Collection[int], version: int) -> None:
        names = sorted(self.client.indices.get_alias(name=write_alias(self.base)))
        documents = list(upserts)
        for name in names:
            self._bulk(name, _indexing(name, documents, version))
            self._bulk(name, _deleting(name, removals, version))
            self.client.indices.refresh(index=name)

    @_as_engine_errors
    def rebuild(self, rebuild: Rebuild) -> int:
        name = new_name(self.base)
        self.client.indices.create(index=name, **body_of_index())
        # From here on every edit goes to both; a version that is older than what is there is refused.
        self.client.indices.update_aliases(actions=[{"add": {"index": name, "alias": write_alias(self.base)}}])
        try:
            self._bulk(name, _indexing(name, _counted(rebuild), rebuild.version))
            version, upserts, removals = rebuild.catch_up()
            self._bulk(name, _indexing(name, upserts, version))
            self._bulk(name, _deleting(name, removals, version))
            self.client.indices.refresh(index=name)
            rebuild.accept(self._asking_only(name))
        except BaseException:
            self.client.options(ignore_status=404).indices.delete(index=name)
            raise
        self._switch(name)
        return int(self.client.count(index=name)["count"])

    @_as_engine_errors
    def rollback(self) -> bool:
        """Go back to the index before this one; False when there is none."""
        current = self._behind(read_alias(self.base))
        others = sorted(set(self._indices()) - current)
        if others:
            self._switch(others[-1], keep=current)
        return bool(others)

    def ids_and_versions(self) -> Iterator[IndexedVersion]:
        last = -1
        while True:
            by_id: Any = {"id": "asc"}
            search = Search(using=self.client, index=read_alias(self.base)).sort(by_id)
            search = search.source(["id", "version", "empreinte"]).extra(size=_LOT, search_after=[last])
            rows = _as_engine_errors(lambda asked=search: asked.execute().to_dict())()["hits"]["hits"]
            for row in rows:
                yield IndexedVersion(row["_source"]["id"], row["_source"]["version"], row["_source"]["empreinte"])
            if len(rows) < _LOT:
                return
            last = rows[-1]["_source"]["id"]

    @_as_engine_errors
    def state(self) -> str:
        names = self._behind(read_alias(self.base))
        if not names:
            return PAS_D_INDEX
        kept = self.client.indices.get_mapping(index=max(names))[max(names)]["mappings"].get("_meta", {})
        if kept.get("schema") != hashes()["schema"]:
            return SCHEMA_CHANGE
        return "" if kept == hashes() else ANALYSE_CHANGE

    def _asking_only(self, name: str) -> "ElasticsearchEngine":
        """The same engine, but for one index that is not in use yet."""
        candidate = copy(self)
        candidate._asked = name
        return candidate

    def _search(self) -> Search:
        return Search(using=self._asking, index=self._asked or read_alias(self.base))

    def _ask(self, ask: Callable[[], R]) -> R:
        """Ask unless the server was away a moment ago."""
        if time.monotonic() < self._left_alone_until:
            raise EngineUnavailableError("Elasticsearch ne répondait pas il y a un instant.")
        try:
            return _as_engine_errors(ask)()
        except EngineUnavailableError:
            self._left_alone_until = time.monotonic() + REPIT
            raise

    def _bulk(self, name: str, actions: Iterable[dict[str, Any]]) -> None:
        """Send by count and by bytes; an older version than what is there, or a page already gone, is no error."""
        outcomes = helpers.streaming_bulk(
            self.client,
            actions,
            index=name,
            chunk_size=_BULK_COUNT,
            max_chunk_bytes=_BULK_BYTES,
            max_retries=5,
            initial_backoff=0.2,
            max_backoff=10,
            raise_on_error=False,
        )
        refused = [item for ok, item in outcomes if not ok and _status(item) not in (404, 409)]
        if refused:
            raise EngineError(f"Elasticsearch a refusé {len(refused)} pages : {refused[0]}")

    def _switch(self, name: str, *, keep: Collection[str] = ()) -> None:
        """Both aliases to `name` in one call; then all but it and the one before are deleted."""
        before = self._behind(read_alias(self.base))
        written = self._behind(write_alias(self.base))
        actions: list[Mapping[str, Any]] = [
            *({"remove": {"index": old, "alias": read_alias(self.base)}} for old in before - {name}),
            *({"remove": {"index": old, "alias": write_alias(self.base)}} for old in written - {name}),
            {"add": {"index": name, "alias": read_alias(self.base)}},
            {"add": {"index": name, "alias": write_alias(self.base)}},
        ]
        self.client.indices.update_aliases(actions=actions)
        for old in set(self._indices()) - {name} - before - set(keep):
            self.client.options(ignore_status=404).indices.delete(index=old)

    def _behind(self, alias: str) -> set[str]:
        found = self.client.options(ignore_status=404).indices.get_alias(name=alias)
        return set() if "error" in found else set(found)

    def _indices(self) -> list[str]:
        return sorted(self.client.indices.get(index=f"{self.base}-2*", expand_wildcards="all"))


def _raw_hit(hit: Mapping[str, Any]) -> RawHit:
    source = hit["_source"]
    return RawHit(int(hit["_id"]), hit["_score"] or 0.0, source["affichage"].encode(), source["extraits"].encode())


def _counted(rebuild: Rebuild) -> Iterator[Document]:
    for count, document in enumerate(rebuild.documents, start=1):
        if count % _BULK_COUNT == 0:
            rebuild.progress(count)
        yield document


def _indexing(name: str, documents: Iterable[Document], version: int) -> Iterator[dict[str, Any]]:
    for document in documents:
        yield {
            "_op_type": "index",
            "_index": name,
            "_id": str(document.id),
            "version": version,
            "version_type": "external_gte",
            "_source": source_of(document, version),
        }


def _deleting(name: str, ids: Collection[int], version: int) -> Iterator[dict[str, Any]]:
    for page_id in ids:
        yield {
            "_op_type": "delete",
            "_index": name,
            "_id": str(page_id),
            "version": version,
            "version_type": "external_gte",
        }


def _status(item: Mapping[str, Any]) -> int:
    return int(next(iter(item.values())).get("status", 0))
