"""What is asked: a frozen, hashable value that every engine understands and that every face of a search shares."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from search.enums import Facette, Mots, SearchScope, Tri

TAILLE_DE_PAGE = 20
#: A critère is chosen inside the facet `domaine` under this prefix: `critere:sociaux` stands for all its domaines.
PREFIXE_CRITERE = "critere:"


@dataclass(frozen=True, slots=True)
class Visibility:
    """What the asker may see. Added by the planner; a visitor's parameters can narrow it, never widen it.

    `today` is the ISO day against which validity is judged. `withheld` holds ids of documents that the index may
    still hold although an unpublication or restriction is waiting in the outbox: they are excluded inside the query.
    `withheld_in_copy` holds those of the copy that answers while the engine is away. `published_until` (seconds since
    1970, 0 for no limit) leaves out what was first published later: the pages of hits after the first one go on with
    what the first one saw.
    """

    today: str
    withheld: frozenset[int] = frozenset()
    withheld_in_copy: frozenset[int] = frozenset()
    published_until: int = 0


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """One search. `selection` holds, per facet, the chosen values in canonical order (no parent beside its child).

    `mots` is what the address says; `search.answers.widening` settles what it leaves open.
    `lignees` says what stands above each chosen territoire, so that an engine can answer the wide scope by itself.
    """

    text: str = ""
    selection: tuple[tuple[Facette, tuple[str, ...]], ...] = ()
    portee: SearchScope = SearchScope.TOUT
    tri: Tri = Tri.PERTINENCE
    mots: Mots = Mots.AUTO
    page: int = 1
    size: int = TAILLE_DE_PAGE
    visibility: Visibility = field(default_factory=lambda: Visibility(today="0000-00-00"))
    lignees: tuple[tuple[str, tuple[str, ...]], ...] = ()
    #: The rung on which every hit must sit, "" for any (`search.contract.rungs`).
    echelon: str = ""

    def chosen(self, facette: Facette) -> tuple[str, ...]:
        """The values chosen in one facet, maybe none."""
        return dict(self.selection).get(facette, ())

    @property
    def active(self) -> tuple[Facette, ...]:
        """The facets in which something is chosen."""
        return tuple(facette for facette, values in self.selection if values)

    @property
    def own_pages(self) -> tuple[str, ...]:
        """What the index holds for the pages of what is chosen (`presented`)."""
        return tuple(presented(facette.value, slug) for facette in self.active for slug in self.chosen(facette))

    @property
    def above(self) -> tuple[str, ...]:
        """Territoires above the chosen ones: under the wide scope, what is tagged with them is found as well."""
        if self.portee != SearchScope.TOUT:
            return ()
        chosen = self.chosen(Facette.TERRITOIRE)
        return tuple(sorted({slug for one, lignee in self.lignees if one in chosen for slug in lignee}))

    @property
    def offset(self) -> int:
        """How many hits come before this page."""
        return (self.page - 1) * self.size

    def with_selection(self, selection: Mapping[Facette, tuple[str, ...]]) -> "SearchQuery":
        """The same search with another selection, back on its first page."""
        ordered = tuple((f, tuple(sorted(selection[f]))) for f in Facette if selection.get(f))
        return replace(self, selection=ordered, page=1)

    def with_text(self, text: str) -> "SearchQuery":
        """The same search for other words, back on its first page."""
        return replace(self, text=text, page=1)

    def at_page(self, number: int, published_until: int) -> "SearchQuery":
        """Another page of the same hits, as they were when the newest of them was published at this moment."""
        until = self.visibility.published_until or published_until
        return replace(self, page=number, visibility=replace(self.visibility, published_until=until))

    def without(self, facette: Facette) -> "SearchQuery":
        """The same search with nothing chosen in `facette`."""
        return self.with_selection({f: v for f, v in self.selection if f != facette})


def presented(facette: str, slug: str) -> str:
    """What the index holds for a page that is the page of this term: the fiche of a territoire, of an acteur."""
    return f"{facette}:{slug}"
