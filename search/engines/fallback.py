"""One engine with a copy beside it, which answers while the first cannot.

Each index has its own backlog, so each is asked with the removals that wait for it: what was unpublished is hidden in
the copy as it is in the first, however far behind either is.
"""

import logging
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TypeVar

from search.contract.plan import QueryPlan
from search.contract.query import SearchQuery, Visibility
from search.documents.document import Document
from search.engines.base import (
    EngineError,
    EngineLeftAloneError,
    IndexedVersion,
    RawHit,
    RawResults,
    Rebuild,
    SearchEngine,
)

logger = logging.getLogger(__name__)
R = TypeVar("R")


class WithCopy(SearchEngine):
    """Asks `first`; when it cannot answer, `copy`. Only `first` is written through this."""

    def __init__(self, first: SearchEngine, copy: SearchEngine) -> None:
        self.first = first
        self.copy = copy
        self.name = first.name
        self.capabilities = first.capabilities

    def search(self, query: SearchQuery, plan: QueryPlan) -> RawResults:
        return self._either(
            lambda: self.first.search(query, plan),
            lambda: replace(self.copy.search(for_the_copy(query), plan), from_copy=True),
        )

    def ids(self, query: SearchQuery, plan: QueryPlan) -> list[int]:
        return self._either(lambda: self.first.ids(query, plan), lambda: self.copy.ids(for_the_copy(query), plan))

    def count(self, query: SearchQuery, plan: QueryPlan) -> int:
        return self._either(lambda: self.first.count(query, plan), lambda: self.copy.count(for_the_copy(query), plan))

    def counts(self, asked: Sequence[tuple[SearchQuery, QueryPlan]]) -> list[int]:
        return self._either(
            lambda: self.first.counts(asked),
            lambda: self.copy.counts([(for_the_copy(query), plan) for query, plan in asked]),
        )

    def complete(self, words: Sequence[str], visibility: Visibility, size: int) -> tuple[RawHit, ...]:
        return self._either(
            lambda: self.first.complete(words, visibility, size),
            lambda: self.copy.complete(words, seen_by_the_copy(visibility), size),
        )

    def write(self, upserts: Iterable[Document], removals: Collection[int], version: int) -> None:
        self.first.write(upserts, removals, version)

    def rebuild(self, rebuild: Rebuild) -> int:
        return self.first.rebuild(rebuild)

    def ids_and_versions(self) -> Iterator[IndexedVersion]:
        return self.first.ids_and_versions()

    def state(self) -> str:
        """Empty when either can answer."""
        return self._either(self._state_of_first, self.copy.state)

    def _state_of_first(self) -> str:
        if sentence := self.first.state():
            raise EngineError(sentence)
        return ""

    def _either(self, first: Callable[[], R], copy: Callable[[], R]) -> R:
        try:
            return first()
        except EngineLeftAloneError as exc:
            failed: EngineError = exc
        except EngineError as exc:
            logger.warning("The copy answers, since the engine cannot: %s", exc)
            failed = exc
        try:
            return copy()
        except EngineError as exc:
            raise failed from exc


def for_the_copy(query: SearchQuery) -> SearchQuery:
    """The same search, with the removals that wait for the copy in place of those that wait for the engine."""
    return replace(query, visibility=seen_by_the_copy(query.visibility))


def seen_by_the_copy(visibility: Visibility) -> Visibility:
    return replace(visibility, withheld=visibility.withheld_in_copy)
