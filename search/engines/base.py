"""The contract of an engine: a SearchQuery and its plan in, ids, scores and exact counts out.

An engine knows nothing of HTTP, of labels or of the database. It raises EngineError and nothing else: an outage
(`is_outage`) passes by itself, anything else is about what was written.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from enum import StrEnum

from search.contract.plan import QueryPlan
from search.contract.query import SearchQuery, Visibility
from search.documents.builder import Reader
from search.documents.document import Document
from search.enums import Facette

#: How many values of the facet `territoire` an answer holds, the chosen ones and what stands above apart.
TERRITOIRES_LISTES = 40
#: How many values any other facet may have.
VALEURS_AU_PLUS = 2_000

#: What an index that cannot be asked, or no longer fits this code, says of itself.
PAS_D_INDEX = "L’index n’existe pas encore : il est à reconstruire."
ILLISIBLE = "L’index ne peut pas être lu : il est à reconstruire."
SCHEMA_CHANGE = "La structure de l’index a changé avec cette version du logiciel : il est à reconstruire."
ANALYSE_CHANGE = "Les règles du français ont changé depuis que l’index existe : il est à reconstruire."


class EngineError(Exception):
    """The engine could not do what was asked."""

    is_outage = False


class EngineUnavailableError(EngineError):
    """The engine is away, slow, or has no index yet."""

    is_outage = True


class EngineLeftAloneError(EngineUnavailableError):
    """The engine was away a moment ago and is not asked again yet."""


class Capability(StrEnum):
    """What an engine may offer beyond the contract."""

    SEVERAL_WRITERS = "several_writers"
    ROLLBACK = "rollback"


#: What each capability means to an editor, when it is missing.
SANS_CAPACITE: Mapping[Capability, str] = {
    Capability.SEVERAL_WRITERS: "Ce moteur n’accepte qu’un processus à la fois en écriture.",
    Capability.ROLLBACK: "Ce moteur ne garde pas l’index précédent.",
}


@dataclass(frozen=True, slots=True)
class RawHit:
    """One document found: its id, its score (0 when sorted otherwise), what it shows and how its body begins.

    Where the plan is widened, `lacks` holds the ranks of the slots whose own words it has not, and `is_about` says
    whether it has them all where it says what it is about: in its title, its chapô or its terms. `vector` is empty
    unless the settings name an encoder (`search.vectors`).
    """

    id: int
    score: float
    shown: bytes
    debut: str
    lacks: tuple[int, ...] = ()
    is_about: bool = False
    vector: bytes = b""


@dataclass(frozen=True, slots=True)
class RawResults:
    """Counts per facet and value, the facet's own selection ignored.

    In the facet `territoire`, `counts` holds what is tagged with a territoire or below it; under the wide scope only
    the uppermost territoires of each document count, and `sommets` holds how many documents have each as such.
    `newest` is when the newest of all hits was first published (seconds since 1970, 0 when none says it).
    `complete` names the facets whose missing values count 0 for sure. `from_copy` says that the engine was away and
    its copy answered.
    """

    total: int
    hits: tuple[RawHit, ...]
    counts: Mapping[Facette, Mapping[str, int]]
    sommets: Mapping[str, int]
    ladder: Mapping[str, int]
    complete: frozenset[Facette] = frozenset(Facette)
    from_copy: bool = False
    newest: int = 0


@dataclass(frozen=True, slots=True)
class IndexedVersion:
    """What the index holds of one page."""

    id: int
    version: int
    empreinte: str


@dataclass(slots=True)
class Rebuild:
    """What a rebuild needs: all documents, and those that changed while it ran, asked for just before the switch.

    `accept` is called last, with an engine that can only ask the new index: if it raises, the old one stays.
    `reader` reads the same pages, with the stamps by which an engine knows what it has kept of them; it may do so in
    as many `processes`, and tells `seen` the stamp and the words of each page. An engine that keeps nothing takes
    `documents`.
    """

    documents: Iterable[Document]
    version: int
    catch_up: Callable[[], tuple[int, list[Document], set[int]]]
    progress: Callable[[int], None] = field(default=lambda count: None)
    accept: "Callable[[SearchEngine], None]" = field(default=lambda candidate: None)
    reader: Reader | None = None
    seen: Callable[[int, bytes, Iterable[str]], None] = field(default=lambda page, stamp, words: None)
    processes: int = 1


def as_it_is(candidate: "SearchEngine") -> None:
    """What an older index is brought up to when nobody says more."""


class SearchEngine(ABC):
    """One index and how to ask it. Instances are shared by all threads of a process."""

    name: str
    capabilities: frozenset[Capability] = frozenset()

    @abstractmethod
    def search(self, query: SearchQuery, plan: QueryPlan) -> RawResults:
        """Hits of the asked page in the asked order, and every count. Raises EngineUnavailableError."""

    @abstractmethod
    def ids(self, query: SearchQuery, plan: QueryPlan) -> list[int]:
        """The ids of the hits of the asked page, in their order, and nothing counted."""

    @abstractmethod
    def count(self, query: SearchQuery, plan: QueryPlan) -> int:
        """How many documents the query finds."""

    def counts(self, asked: Sequence[tuple[SearchQuery, QueryPlan]]) -> list[int]:
        """How many documents each of these queries finds, in one exchange where the engine can."""
        return [self.count(query, plan) for query, plan in asked]

    @abstractmethod
    def complete(self, words: Sequence[str], visibility: Visibility, size: int) -> tuple[RawHit, ...]:
        """Pages in whose title each of these words, without accents, begins a word.

        Titles that hold them all as whole words come first; then what works, then the newest.
        """

    @abstractmethod
    def write(self, upserts: Iterable[Document], removals: Collection[int], version: int) -> None:
        """Write and remove, visible to every reader when it returns. Called within `writing()`."""

    @abstractmethod
    def rebuild(self, rebuild: Rebuild) -> int:
        """A new index beside the old one, then one switch. Readers are served all along. Returns its size."""

    @abstractmethod
    def ids_and_versions(self) -> Iterator[IndexedVersion]:
        """Everything the index holds, by ascending id."""

    @abstractmethod
    def state(self) -> str:
        """Empty when the index can be asked and fits this code, else a sentence that says what is wrong."""

    def size(self) -> int:
        """How many documents the index holds. Raises EngineUnavailableError."""
        return sum(1 for _ in self.ids_and_versions())

    def rollback(
        self,
        bring_up: "Callable[[SearchEngine], None]" = as_it_is,
        catch_up: "Callable[[SearchEngine], None]" = as_it_is,
    ) -> bool:
        """Go back to the index before this one; False when there is none.

        Before the switch both are called with an engine that asks and writes the older index: `bring_up` while the
        current one is still written, `catch_up` when nothing else is.
        """
        raise EngineError(SANS_CAPACITE[Capability.ROLLBACK])

    def writing(self) -> AbstractContextManager[None]:
        """Hold the right to write. Only an engine with a single writer needs more than nothing."""
        return nullcontext()

    def unseen(self) -> AbstractContextManager[None]:
        """Within it, what is written is shown to nobody; all of it at once when it ends."""
        return nullcontext()
