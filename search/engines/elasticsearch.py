"""The Elasticsearch engine: one `_search` per question; the mapping and the scans go through elasticsearch-dsl.

Sends public pages and what visitors type to the server named by ELASTICSEARCH_URL, with an API key and a certificate
authority where the settings name them. A search waits at most a second; after an outage the server is left alone for
a few seconds, so that visitors do not queue behind it. Contract: `search.engines.base`.
"""

import time
from base64 import b64decode
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from copy import copy
from typing import Any, TypeVar

from django.conf import settings
from elasticsearch import Elasticsearch
from elasticsearch.dsl import Search

from ground.machine.breaker import Breaker
from search.contract.plan import QueryPlan
from search.contract.query import SearchQuery, Visibility
from search.documents.document import Document
from search.engines.base import (
    ANALYSE_CHANGE,
    PAS_D_INDEX,
    SCHEMA_CHANGE,
    TERRITOIRES_LISTES,
    Capability,
    EngineUnavailableError,
    IndexedVersion,
    RawHit,
    RawResults,
    Rebuild,
    SearchEngine,
    as_it_is,
)
from search.engines.by_meaning import by_meaning, is_reordered
from search.engines.elasticsearch_bulk import counted, deleting, indexing, send
from search.engines.elasticsearch_client import (
    ATTENTE,
    ATTENTE_ETAT,
    as_engine_errors,
    ask_unless_away,
    connect,
)
from search.engines.elasticsearch_index import (
    ECHELON,
    SOMMET,
    VECTEUR,
    body_of_index,
    hashes,
    new_name,
    read_alias,
    write_alias,
)
from search.engines.elasticsearch_query import (
    IS_ABOUT,
    SAID,
    completing,
    count_body,
    ids_body,
    read_counts,
    read_newest,
    search_body,
)
from search.enums import Facette

#: Seconds for which the index in service is trusted to be of this software; then it is looked at again.
CONFIANCE = 30.0
_LOT = 1_000
_AU_MOINS = 0.2

R = TypeVar("R")


class ElasticsearchEngine(SearchEngine):
    """Asks and writes the indices that begin with ELASTICSEARCH_INDEX."""

    name = "elasticsearch"
    capabilities = frozenset({Capability.SEVERAL_WRITERS, Capability.ROLLBACK})

    def __init__(self, url: str = "", base: str = "") -> None:
        self.base = base or settings.ELASTICSEARCH_INDEX
        self.client = connect(url or settings.ELASTICSEARCH_URL)
        self._asking = self.client.options(request_timeout=ATTENTE, max_retries=0, retry_on_timeout=False)
        self._looking = self.client.options(request_timeout=ATTENTE_ETAT, max_retries=0, retry_on_timeout=False)
        self._breaker = Breaker()
        self._trusted_until = 0.0
        self._asked = ""
        self._shows = True

    @by_meaning
    def search(self, query: SearchQuery, plan: QueryPlan) -> RawResults:
        answer = self._searched(search_body(query, plan))
        counts = read_counts(answer["aggregations"], query)
        territoires = counts[Facette.TERRITOIRE.value]
        incomplete = {Facette.TERRITOIRE} if len(territoires) >= TERRITOIRES_LISTES else set()
        return RawResults(
            total=answer["hits"]["total"]["value"],
            hits=tuple(_raw_hit(hit, len(plan.slots) if plan.is_widened else 0) for hit in answer["hits"]["hits"]),
            counts={facette: counts[facette.value] for facette in Facette},
            sommets=counts.get(SOMMET, {}),
            ladder=counts[ECHELON],
            newest=read_newest(answer["aggregations"]),
            complete=frozenset(Facette) - incomplete,
        )

    def ids(self, query: SearchQuery, plan: QueryPlan) -> list[int]:
        if is_reordered(query, plan):
            return [hit.id for hit in self.search(query, plan).hits]
        return [int(hit["_id"]) for hit in self._searched(ids_body(query, plan))["hits"]["hits"]]

    def _searched(self, body: Any) -> Any:
        """The answer to one `_search`, whole. Raises EngineUnavailableError."""
        answer = self._ask(lambda client, index: client.search(index=index, body=body).body)
        if answer.get("timed_out"):
            raise EngineUnavailableError("Elasticsearch n’a pas fini à temps.")
        return answer

    def count(self, query: SearchQuery, plan: QueryPlan) -> int:
        body = count_body(query, plan)
        return self._ask(lambda client, index: int(client.count(index=index, body=body)["count"]))

    def counts(self, asked: Sequence[tuple[SearchQuery, QueryPlan]]) -> list[int]:
        if not asked:
            return []

        searches: list[Any] = []
        for query, plan in asked:
            searches += [{}, {**count_body(query, plan), "size": 0, "track_total_hits": True}]
        answers = self._ask(lambda client, index: client.msearch(index=index, searches=searches)["responses"])
        if any("error" in answer for answer in answers):
            raise EngineUnavailableError("Elasticsearch n’a pas répondu à toutes les questions.")
        return [int(answer["hits"]["total"]["value"]) for answer in answers]

    def complete(self, words: Sequence[str], visibility: Visibility, size: int) -> tuple[RawHit, ...]:
        body = completing(words, visibility, size)
        answer = self._ask(lambda client, index: client.search(index=index, body=body).body)
        return tuple(_raw_hit(hit) for hit in answer["hits"]["hits"])

    @as_engine_errors
    def write(self, upserts: Iterable[Document], removals: Collection[int], version: int) -> None:
        documents = list(upserts)
        for name in (
            [self._asked] if self._asked else sorted(self.client.indices.get_alias(name=write_alias(self.base)))
        ):
            self._send(name, documents, removals, version)

    @contextmanager
    def unseen(self) -> Iterator[None]:
        """What is written waits for a refresh, which the server does not make by itself meanwhile."""
        refresh = as_engine_errors(self._refresh_by_itself)
        refresh("-1")
        self._shows = False
        try:
            yield
        finally:
            self._shows = True
            as_engine_errors(lambda: self.client.indices.refresh(index=write_alias(self.base)))()
            refresh(None)

    def _refresh_by_itself(self, interval: str | None) -> None:
        """How often the server does; None: as it likes."""
        self.client.indices.put_settings(
            index=write_alias(self.base), settings={"index": {"refresh_interval": interval}}
        )

    @as_engine_errors
    def rebuild(self, rebuild: Rebuild) -> int:
        name = new_name(self.base)
        self.client.indices.create(index=name, **body_of_index())
        # From here on every edit goes to both; a version that is older than what is there is refused.
        self._alias({"add": {"index": name, "alias": write_alias(self.base)}})
        try:
            send(self.client, name, indexing(name, counted(rebuild), rebuild.version))
            version, upserts, removals = rebuild.catch_up()
            self._send(name, upserts, removals, version)
            rebuild.accept(self._only(name))
        except BaseException:
            self.client.options(ignore_status=404).indices.delete(index=name)
            raise
        self._switch(name)
        return int(self.client.count(index=name)["count"])

    def rollback(
        self,
        bring_up: Callable[[SearchEngine], None] = as_it_is,
        catch_up: Callable[[SearchEngine], None] = as_it_is,
    ) -> bool:
        previous = self._previous()
        if not previous:
            return False
        current = as_engine_errors(self._behind)(read_alias(self.base))
        # From here on every edit goes to both.
        self._alias({"add": {"index": previous, "alias": write_alias(self.base)}})
        try:
            bring_up(self._only(previous))
            catch_up(self._only(previous))
        except BaseException:
            self._alias({"remove": {"index": previous, "alias": write_alias(self.base)}})
            raise
        as_engine_errors(self._switch)(previous, keep=current)
        return True

    @as_engine_errors
    def size(self) -> int:
        return int(self._looking.count(index=self._asked or read_alias(self.base))["count"])

    def ids_and_versions(self) -> Iterator[IndexedVersion]:
        last = -1
        while True:
            by_id: Any = {"id": "asc"}
            search = Search(using=self.client, index=self._asked or read_alias(self.base)).sort(by_id)
            search = search.source(["id", "version", "empreinte"]).extra(size=_LOT, search_after=[last])
            rows = as_engine_errors(lambda asked=search: asked.execute().to_dict())()["hits"]["hits"]
            for row in rows:
                yield IndexedVersion(row["_source"]["id"], row["_source"]["version"], row["_source"]["empreinte"])
            if len(rows) < _LOT:
                return
            last = rows[-1]["_source"]["id"]

    @as_engine_errors
    def state(self) -> str:
        names = self._behind(read_alias(self.base))
        if not names:
            return PAS_D_INDEX
        kept = self._hashes_of(self._looking, max(names))
        if kept.get("schema") != hashes()["schema"]:
            return SCHEMA_CHANGE
        return "" if kept == hashes() else ANALYSE_CHANGE

    def _only(self, name: str) -> "ElasticsearchEngine":
        """The same engine, but for one index that is not in use."""
        candidate = copy(self)
        candidate._asked = name
        return candidate

    def _ask(self, ask: Callable[[Elasticsearch, str], R]) -> R:
        """Ask the index, once it is known to be one of this software's, and unless the server was away a moment ago."""

        def asked() -> R:
            began = time.monotonic()
            if not self._asked and began > self._trusted_until:
                self._check_schema()
                self._trusted_until = time.monotonic() + CONFIANCE
            left = max(ATTENTE - (time.monotonic() - began), _AU_MOINS)
            client = self._asking.options(request_timeout=left)
            return ask(client, self._asked or read_alias(self.base))

        return ask_unless_away(self._breaker, asked)

    def _check_schema(self) -> None:
        """Raise unless the index was made for this code: another mapping would find nothing, and silently."""
        for kept in self._asking.indices.get_mapping(index=read_alias(self.base)).values():
            if kept["mappings"].get("_meta", {}).get("schema") != hashes()["schema"]:
                raise EngineUnavailableError(SCHEMA_CHANGE)

    def _hashes_of(self, client: Elasticsearch, name: str) -> dict[str, str]:
        kept: dict[str, str] = client.indices.get_mapping(index=name)[name]["mappings"].get("_meta", {})
        return kept

    def _send(self, name: str, upserts: Iterable[Document], removals: Collection[int], version: int) -> None:
        send(self.client, name, indexing(name, upserts, version))
        send(self.client, name, deleting(name, removals, version))
        if self._shows:
            self.client.indices.refresh(index=name)

    @as_engine_errors
    def _previous(self) -> str:
        """The index that served before: made for this code, and not under construction. "" when there is none."""
        used = self._behind(read_alias(self.base)) | self._behind(write_alias(self.base))
        left = [name for name in self._indices() if name not in used]
        fit = (name for name in reversed(left) if self._hashes_of(self.client, name) == hashes())
        return next(fit, "")

    @as_engine_errors
    def _alias(self, action: Mapping[str, Any]) -> None:
        self.client.indices.update_aliases(actions=[action])

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
        found = self._looking.options(ignore_status=404).indices.get_alias(name=alias)
        return set() if "error" in found else set(found)

    def _indices(self) -> list[str]:
        return sorted(self.client.indices.get(index=f"{self.base}-2*", expand_wildcards="all"))


def _raw_hit(hit: Mapping[str, Any], slots: int = 0) -> RawHit:
    """A hit; `slots` is how many words it may lack."""
    source = hit["_source"]
    having = hit.get("matched_queries", ())
    lacks = tuple(rank for rank in range(slots) if f"{SAID}{rank}" not in having)
    return RawHit(
        int(hit["_id"]),
        hit["_score"] or 0.0,
        source["affichage"].encode(),
        source["debut"],
        lacks,
        IS_ABOUT in having,
        b64decode(source.get(VECTEUR, "")),
    )
