"""What comes back: the same value for the page, the API, the CSV, the feed and the print view.

Nothing changes them once made, but those of which an answer holds hundreds are neither frozen nor slotted: a frozen one
takes three times as long to make, and orjson writes a slotted one six times more slowly.
"""

from dataclasses import dataclass
from datetime import datetime

from search.enums import Facette


@dataclass
class Hit:
    """One document found. `*_html` are escaped, with `<mark>` around what was found.

    `echelon` is the rung on which it sits for this search, `lieu` which territoire put it there. `groupe` is the
    heading under which it stands, "" where there is none (`search.answers.groups`); `sans` holds the typed words that
    it has not at all, where a part of them is enough.
    """

    id: int
    url: str
    titre: str
    titre_html: str
    extrait_html: str
    type_de_page: str
    nature: str
    echelon: str
    lieu: str
    territoires: tuple[str, ...]
    acteurs: tuple[str, ...]
    domaines: tuple[str, ...]
    partenaires: tuple[str, ...]
    etat_lien: str
    verifie_le: datetime | None
    publie_le: datetime | None
    est_fictif: bool
    score: float
    etat_lien_label: str = ""
    groupe: str = ""
    sans: tuple[str, ...] = ()


@dataclass
class FacetValue:
    """One value of a facet: `count` is the number of hits if it were chosen alone in its facet.

    `param` is the URL's parameter (`critere` for a critère inside the facet domaine), `depth` its rung in a hierarchy.
    """

    param: str
    slug: str
    nom: str
    count: int
    selected: bool
    depth: int = 0


@dataclass(frozen=True)
class FacetResult:
    """One facet with its values in the taxonomy's order, which never changes after a click."""

    facette: Facette
    label: str
    values: tuple[FacetValue, ...]

    @property
    def is_telling(self) -> bool:
        """Whether a visitor has anything to choose here, or to take away."""
        return any(value.count or value.selected for value in self.values)


@dataclass(frozen=True)
class Rung:
    """One rung of the territorial ladder, how many of the hits sit on it, and the search for those alone.

    Where the rung is chosen, `url` leads back to all of them.
    """

    niveau: str
    label: str
    count: int
    selected: bool = False
    url: str = ""


@dataclass(frozen=True)
class Relance:
    """A way out of a search that finds little: what to change, and exactly how many hits that gives."""

    label: str
    url: str
    count: int


@dataclass(frozen=True)
class AbsentWord:
    """A typed word that some hits have not, and how many it finds alone under the same filters."""

    mot: str
    count: int
    url: str


@dataclass(frozen=True)
class PromotedPage:
    """A page that editors put above the hits of a search."""

    id: int
    titre: str
    url: str
    chapo: str


@dataclass(frozen=True)
class Proposal:
    """Typed words that name a filter: `nom` and `sorte` of it, and the search in which it stands in their place."""

    mots: str
    nom: str
    sorte: str
    url: str


@dataclass(frozen=True, slots=True)
class SearchResults:
    """The answer to one SearchQuery. `total` counts every hit, not this page's.

    `mots` says which words the hits have: "tous", or "partie" in a widened search, of which `avec_tous` hits have every
    word and `absents` are the words that hits of this page lack; "" where the words leave no choice.
    `newest` is when the newest of all hits was first published, in seconds since 1970, 0 when none says it.
    `chaque_mot` holds what each word alone finds, where all of them find little. `notice` is a sentence for the
    visitor when the answer is not what it usually is.
    """

    total: int
    hits: tuple[Hit, ...]
    facets: tuple[FacetResult, ...]
    ladder: tuple[Rung, ...]
    corrections: tuple[Relance, ...] = ()
    relances: tuple[Relance, ...] = ()
    chaque_mot: tuple[Relance, ...] = ()
    newest: int = 0
    notice: str = ""
    mots: str = ""
    avec_tous: int = 0
    absents: tuple[AbsentWord, ...] = ()
    propositions: tuple[Proposal, ...] = ()
    en_avant: tuple[PromotedPage, ...] = ()

    @property
    def is_filterable(self) -> bool:
        """Whether some facet has anything to choose."""
        return any(facet.is_telling for facet in self.facets)


@dataclass(frozen=True, slots=True)
class Chip:
    """One chosen value as the visitor sees it, with the address of the search without it."""

    facette: str
    label: str
    url_sans: str


@dataclass(frozen=True, slots=True)
class PageLinks:
    """Where this page stands among the pages of hits; addresses are relative, empty where there is none."""

    number: int
    last: int
    previous_url: str
    next_url: str
