"""What every kind of sheet can do, told once: find what a line is about, compare, write, take back."""

from abc import ABC, abstractmethod
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, NamedTuple

from sheets.meaning.cells import Cell, fold
from sheets.meaning.columns import Building, Column
from sheets.meaning.looking import Looking
from sheets.models import ImportDeFeuille, LigneDeFeuille

Cells = Mapping[str, Cell]


class LineIdentity(NamedTuple):
    """By what a line is known: the site’s own number, its source’s identifier, what is its own by nature, its title.

    `natural`: the normalised main address of a ressource, the folded name of a partner.
    """

    number: int | None = None
    identifier: str = ""
    natural: str = ""
    title: str = ""


@dataclass
class KnownThere:
    """What is there already, each by what it is known by: keys of pages or partners."""

    numbers: frozenset[int] = frozenset()
    identifiers: Mapping[str, int] = field(default_factory=dict)
    natural: Mapping[str, int] = field(default_factory=dict)


class Like(NamedTuple):
    """What looks like a line: its key, what it is called, in what it is like."""

    key: int
    title: str
    why: str


class Now(NamedTuple):
    """What something says now: its values, and the version that says so (None without versions)."""

    values: dict[str, Any]
    version: int | None


class Written(NamedTuple):
    """What writing a line gave. `reason`: what else is to be said, such as that it could not be submitted."""

    key: int
    before: Any = None
    after: Any = None
    fields: dict[str, Any] = {}
    reason: str = ""


class SheetKind(ABC):
    """One kind of sheet. `columns`: those of its template; `noun`: what one line is, with its article."""

    key: ClassVar[str]
    label: ClassVar[str]
    noun: ClassVar[str]
    feminine: ClassVar[bool] = True
    columns: ClassVar[tuple[Column, ...]]
    #: What lines are known by, and how they are called, in words.
    natural_words: ClassVar[str] = "même adresse"
    title_word: ClassVar[str] = "titre"
    #: Whether new ones are put below a page.
    is_placed: ClassVar[bool] = False
    #: Whether they are drafts, which may be submitted.
    is_draft: ClassVar[bool] = False

    @property
    def by_key(self) -> dict[str, Column]:
        """The columns by their keys."""
        return {one.key: one for one in self.columns}

    @abstractmethod
    def identity(self, cells: Cells, look: Looking) -> LineIdentity:
        """By what this line is known. What cannot be read is left out."""

    @abstractmethod
    def known(self, source: str) -> KnownThere:
        """All that is there."""

    @abstractmethod
    def every(self) -> list[int]:
        """The keys of all that is there, in the order in which lists show them."""

    @abstractmethod
    def likes(self, identity: LineIdentity) -> list[Like]:
        """What is there and looks like it, without being known as the same."""

    def near(self, identities: Sequence[LineIdentity]) -> list[list[Like]]:
        """For each of these, what is there under another title that says the same; asked by the dry run alone."""
        return [[] for _ in identities]

    @abstractmethod
    def now(self, keys: Collection[int]) -> dict[int, Now]:
        """What these say now."""

    @abstractmethod
    def refused_changes(self, keys: Collection[int], by: Any) -> dict[int, str]:
        """Those of these that this account may not change, each with the sentence that says why."""

    @abstractmethod
    def refused_creation(self, building: Building, imp: ImportDeFeuille) -> str:
        """Why the importer may not create it, as a sentence; "" when he may."""

    @abstractmethod
    def wrong(self, values: Mapping[str, Any], *, new: bool) -> list[str]:
        """What the fields refuse, in sentences."""

    @abstractmethod
    def create(self, made: Sequence[tuple[LigneDeFeuille, Building]], imp: ImportDeFeuille) -> list[Written]:
        """Write these new ones, all or none. Raises RuleError or ValidationError."""

    @abstractmethod
    def change(self, key: int, building: Building, imp: ImportDeFeuille) -> Written:
        """Write the values of the building into what is there. Raises RuleError or ValidationError."""

    def name(self, key: int, building: Building, imp: ImportDeFeuille) -> None:  # noqa: B027  figures have no names
        """Keep by what its source calls it, if the source does."""

    @abstractmethod
    def undo(self, lines: Sequence[LigneDeFeuille], by: Any) -> str:
        """Take back what the lines about one page or partner did; why it cannot be, or ""."""

    def current(self, cells: Cells, now: Now | None) -> dict[str, Any]:
        """What the line is compared with: {} when it is new."""
        return now.values if now else {}

    def marks(self, identity: LineIdentity) -> list[tuple[str, str]]:
        """(in what, what) tells the line from all others of its sheet. A line that has something of its own may have
        the title of another.
        """
        if identity.number is not None:
            return [("même numéro", str(identity.number))]
        found = [("même identifiant", identity.identifier), (self.natural_words, identity.natural)]
        own = [(words, text) for words, text in found if text]
        return own or [(f"même {self.title_word}", fold(identity.title))] if own or identity.title else []

    @abstractmethod
    def rows(self, keys: Collection[int], look: Looking, *, drafts: bool) -> list[list[str]]:
        """What these say, in the columns, in the order of the keys."""
