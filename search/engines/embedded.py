"""The embedded engine: tantivy, in the process that asks. One process at a time writes.

Counts come from n + 1 aggregations on one snapshot of the index: one with every filter, one more per active facet
without its own.
"""

import logging
import shutil
import tempfile
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from functools import partial, wraps
from itertools import chain
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import tantivy
from django.conf import settings

from ground.machine.at_once import at_once
from search.contract.plan import QueryPlan
from search.contract.query import SearchQuery, Visibility
from search.documents.document import Document
from search.engines.base import (
    ILLISIBLE,
    Capability,
    EngineError,
    EngineUnavailableError,
    IndexedVersion,
    RawHit,
    RawResults,
    Rebuild,
    SearchEngine,
    as_it_is,
)
from search.engines.by_meaning import by_meaning, is_reordered
from search.engines.embedded_counts import Counting
from search.engines.embedded_kept import KeptRows, Row, row_of
from search.engines.embedded_query import MARKS_AT_MOST, EmbeddedQueries, completing, marked
from search.engines.embedded_schema import POIDS, VECTEUR, line_of, with_version
from search.engines.embedded_store import EmbeddedStore, Opened, committing, is_of_the_disk, pointing_to
from search.enums import Tri

logger = logging.getLogger(__name__)
# tantivy asks for at least 15 MB for its one thread; a rebuild gets more, to write fewer segments.
_HEAP, _HEAP_REBUILD = 20_000_000, 120_000_000
_SAME_SCORE_MARGIN = 32
_LISTED = 10_000
#: From so many documents on, a search asks several things of the index at once.
_LARGE = 100_000
_ORDER = {
    Tri.NOUVEAUTE: ("tri_publie", tantivy.Order.Desc),
    Tri.VERIFIE: ("tri_verifie", tantivy.Order.Desc),
    Tri.ALPHABETIQUE: ("tri_titre", tantivy.Order.Asc),
}
_BY_RANK = ("rang", tantivy.Order.Desc)

P = ParamSpec("P")
R = TypeVar("R")
Found = list[tuple[Any, tantivy.DocAddress]]


def _as_engine_errors(ask: Callable[P, R]) -> Callable[P, R]:
    """tantivy raises ValueError, OSError, and Rust panics that are no Exception: all become EngineError."""

    @wraps(ask)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return ask(*args, **kwargs)
        except EngineError:
            raise
        except OSError as exc:
            raise EngineUnavailableError(f"L’index ne répond pas : {exc}") from exc
        except BaseException as exc:
            if is_of_the_disk(exc):
                raise EngineUnavailableError(f"L’index ne peut pas être écrit : {exc}") from exc
            if isinstance(exc, ValueError) or type(exc).__name__ == "PanicException":
                raise EngineError(f"L’index a refusé la demande : {exc}") from exc
            raise

    return guarded


class EmbeddedEngine(SearchEngine):
    """Asks and writes the index under SEARCH_INDEX_DIR."""

    name = "embedded"
    capabilities = frozenset({Capability.ROLLBACK})

    def __init__(self, root: Path | None = None) -> None:
        self.store = EmbeddedStore(root or Path(settings.SEARCH_INDEX_DIR))
        self.kept = KeptRows(self.store.root)

    @_as_engine_errors
    @by_meaning
    def search(self, query: SearchQuery, plan: QueryPlan) -> RawResults:
        opened = self.store.current()
        queries = EmbeddedQueries(opened.schema, query, plan)
        everything = queries.filtered()
        counting = Counting(queries, everything, query)
        calls: list[Callable[[], Any]] = [
            partial(_hits, opened.searcher, queries, everything, query, plan),
            *counting.calls(opened.searcher),
        ]
        # In a small index, handing out the work costs more than the work.
        asked = at_once(calls) if opened.searcher.num_docs >= _LARGE else [call() for call in calls]
        (found, total), counts = asked[0], counting.read(asked[1:])
        return RawResults(
            total=total,
            hits=_raw_hits(opened, queries, found, plan),
            counts=counts.values,
            sommets=counts.sommets,
            ladder=counts.ladder,
            newest=counts.newest,
            complete=counts.complete,
        )

    @_as_engine_errors
    def ids(self, query: SearchQuery, plan: QueryPlan) -> list[int]:
        if is_reordered(query, plan):
            return [hit.id for hit in self.search(query, plan).hits]
        opened = self.store.current()
        queries = EmbeddedQueries(opened.schema, query, plan)
        found, _ = _hits(opened.searcher, queries, queries.filtered(), query, plan)
        ids: list[Any] = opened.searcher.fast_field_values("id", [address for _, address in found])
        return ids

    @_as_engine_errors
    def count(self, query: SearchQuery, plan: QueryPlan) -> int:
        opened = self.store.current()
        return _total(opened.searcher, EmbeddedQueries(opened.schema, query, plan).filtered())

    @_as_engine_errors
    def complete(self, words: Sequence[str], visibility: Visibility, size: int) -> tuple[RawHit, ...]:
        opened = self.store.current()
        found: list[RawHit] = []
        for asked in completing(opened.schema, words, visibility):
            if len(found) < size:
                limit = size - len(found)
                name, order = _BY_RANK
                hits = opened.searcher.search(asked, limit=limit, order_by_field=name, order=order).hits
                found += [_raw_hit(opened.searcher, 0.0, address) for _, address in hits]
        return tuple(found)

    @_as_engine_errors
    def write(self, upserts: Iterable[Document], removals: Collection[int], version: int) -> None:
        with self.store.writing():
            rows = [row_of(document) for document in upserts]
            _apply(self.store.current().index, rows, removals, version)
        self.kept.put(rows, removals)

    @_as_engine_errors
    def rebuild(self, rebuild: Rebuild) -> int:
        folder, index = self.store.new_folder()
        try:
            self._fill(folder, index, rebuild)
        except BaseException:
            # Half an index must not be taken for the one before.
            shutil.rmtree(folder, ignore_errors=True)
            raise
        return self.store.current().searcher.num_docs

    def _fill(self, folder: Path, index: tantivy.Index, rebuild: Rebuild) -> None:
        lines = self._lines(rebuild)
        # The first is asked for before the writer has threads: processes that share the work are forked by then.
        first = next(lines, None)
        count = 0
        with committing(index, heap=_HEAP_REBUILD) as writer:
            for count, line in enumerate(chain(() if first is None else (first,), lines), start=1):
                writer.add_json(with_version(line, rebuild.version))
                if count % 500 == 0:
                    rebuild.progress(count)
        with self.store.writing():
            version, upserts, removals = rebuild.catch_up()
            _apply(index, [row_of(document) for document in upserts], removals, version)
            with tempfile.TemporaryDirectory() as beside:
                rebuild.accept(EmbeddedEngine(pointing_to(folder, Path(beside))))
            self.store.switch(folder)
        rebuild.progress(count)

    def _lines(self, rebuild: Rebuild) -> Iterator[str]:
        if rebuild.reader is None:
            yield from map(line_of, rebuild.documents)
            return
        for page, stamp, line, words in self.kept.rows(rebuild.reader, processes=rebuild.processes):
            rebuild.seen(page, stamp, words.split())
            yield line

    def rollback(
        self,
        bring_up: Callable[[SearchEngine], None] = as_it_is,
        catch_up: Callable[[SearchEngine], None] = as_it_is,
    ) -> bool:
        previous = self.store.previous()
        if previous is None:
            return False
        with tempfile.TemporaryDirectory() as beside:
            candidate = EmbeddedEngine(pointing_to(previous, Path(beside)))
            if candidate.state():
                return False
            bring_up(candidate)
            with self.store.writing():
                catch_up(candidate)
                self.store.switch(previous)
        return True

    @_as_engine_errors
    def size(self) -> int:
        return self.store.current().searcher.num_docs

    @_as_engine_errors
    def ids_and_versions(self) -> Iterator[IndexedVersion]:
        opened = self.store.current()
        return _listed(opened) if opened.searcher.num_docs else iter(())

    def state(self) -> str:
        if sentence := self.store.state():
            return sentence
        try:
            self._try_it()
        except EngineError as exc:
            logger.warning("The index cannot be read: %s", exc)
            return ILLISIBLE
        return ""

    @_as_engine_errors
    def _try_it(self) -> None:
        searcher = self.store.current().searcher
        for _, address in searcher.search(tantivy.Query.all_query(), limit=1).hits:
            searcher.doc(address)

    def writing(self) -> AbstractContextManager[None]:
        return self.store.writing()

    def unseen(self) -> AbstractContextManager[None]:
        return self.store.unseen()


def _hits(
    searcher: tantivy.Searcher, queries: EmbeddedQueries, everything: tantivy.Query, query: SearchQuery, plan: QueryPlan
) -> tuple[Found, int]:
    """(key, address) of the asked page, and how many documents there are in all."""
    if query.offset >= searcher.num_docs:
        return [], _total(searcher, everything)
    by_field = _ORDER.get(query.tri)
    if not by_field and not plan.slots:
        return _by_tiers(searcher, queries, everything, query)
    if by_field:
        name, order = by_field
        found = searcher.search(everything, limit=query.size, offset=query.offset, order_by_field=name, order=order)
        return [(0.0, address) for _, address in found.hits], _count_of(found)
    scored = queries.scored()
    wanted = query.offset + query.size
    limit = min(wanted + _SAME_SCORE_MARGIN, searcher.num_docs)
    while True:
        found = searcher.search(scored, limit=limit, weight_by_field=POIDS)
        hits = found.hits
        # Documents of one score come in the order of their segments, which changes: the id decides instead, for
        # which the whole group of equals at the page's end must be known.
        if len(hits) < limit or limit == searcher.num_docs or hits[wanted - 1][0] != hits[-1][0]:
            break
        limit = min(limit * 4, searcher.num_docs)
    ids = searcher.fast_field_values("id", [address for _, address in hits])
    ordered = sorted(zip(hits, ids, strict=True), key=lambda one: (-one[0][0], one[1]))
    return [hit for hit, _ in ordered[query.offset : wanted]], _count_of(found)


def _by_tiers(
    searcher: tantivy.Searcher, queries: EmbeddedQueries, everything: tantivy.Query, query: SearchQuery
) -> tuple[Found, int]:
    """The asked page of the order without words: tier after tier, each by its own rank."""
    name, order = _BY_RANK
    hits: Found = []
    skipped, total = query.offset, 0
    for tier in queries.by_tiers(everything):
        left = query.size - len(hits)
        if not left:
            return hits, _total(searcher, everything)
        found = searcher.search(tier, limit=left, offset=skipped, order_by_field=name, order=order)
        hits += [(0.0, address) for _, address in found.hits]
        total += _count_of(found)
        skipped = max(skipped - _count_of(found), 0)
    return hits, total


def _total(searcher: tantivy.Searcher, query: tantivy.Query) -> int:
    # A limit of 0 is a panic in tantivy.
    return _count_of(searcher.search(query, limit=1))


def _count_of(found: tantivy.SearchResult) -> int:
    count: int = found.count  # type: ignore[attr-defined]  # the stubs leave it out
    return count


def _raw_hits(opened: Opened, queries: EmbeddedQueries, found: Found, plan: QueryPlan) -> tuple[RawHit, ...]:
    hits = [_raw_hit(opened.searcher, key, address) for key, address in found]
    if not plan.is_widened or not hits:
        return tuple(hits)
    about, *having = _having(opened, [queries.is_about(), *queries.said()], [hit.id for hit in hits])
    lacking = ((hit, tuple(rank for rank, ids in enumerate(having) if hit.id not in ids)) for hit in hits)
    return tuple(replace(hit, lacks=lacks, is_about=hit.id in about) for hit, lacks in lacking)


def _having(opened: Opened, asked: Sequence[tantivy.Query], ids: Sequence[int]) -> list[set[int]]:
    """Which of these documents each of the queries finds, by as few searches as their scores can tell apart."""
    having: list[set[int]] = []
    for first in range(0, len(asked), MARKS_AT_MOST):
        some = asked[first : first + MARKS_AT_MOST]
        hits = opened.searcher.search(marked(opened.schema, ids, some), limit=len(ids)).hits
        found: list[Any] = opened.searcher.fast_field_values("id", [address for _, address in hits])
        marks = list(zip(found, (int(score) for score, _ in hits), strict=True))
        having += [{one for one, held in marks if held >> rank & 1} for rank in range(len(some))]
    return having


def _raw_hit(searcher: tantivy.Searcher, score: float, address: tantivy.DocAddress) -> RawHit:
    stored = searcher.doc(address)
    page_id, shown, debut = (_first(stored, name) for name in ("id", "affichage", "debut"))
    return RawHit(page_id, score, shown, debut.decode(), vector=stored.get_first(VECTEUR) or b"")


def _first(stored: tantivy.Document, name: str) -> Any:
    """The value of a field that every document has."""
    return stored.get_first(name)


def _listed(opened: Opened) -> Iterator[IndexedVersion]:
    """Everything by ascending id, a batch in memory at a time."""
    last = -1
    while True:
        beyond = tantivy.Query.range_query(
            opened.schema, "id", tantivy.FieldType.Integer, lower_bound=last, include_lower=False
        )
        found = opened.searcher.search(beyond, limit=_LISTED, order_by_field="id", order=tantivy.Order.Asc).hits
        rows = [_indexed(opened.searcher.doc(address)) for _, address in found]
        yield from rows
        if len(rows) < _LISTED:
            return
        last = rows[-1].id


def _indexed(stored: tantivy.Document) -> IndexedVersion:
    return IndexedVersion(stored["id"][0], stored["version"][0], stored["empreinte"][0])


def _apply(index: tantivy.Index, rows: list[Row], removals: Collection[int], version: int) -> None:
    if not rows and not removals:
        return
    with committing(index, heap=_HEAP) as writer:
        for page_id in (*removals, *(row[0] for row in rows)):
            writer.delete_documents_by_term("id", page_id)
        for _, _, line, _ in rows:
            writer.add_json(with_version(line, version))
