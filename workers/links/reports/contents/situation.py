"""What a report can speak of at one moment: plain values, read once by `reports.reading`, compared by `delta`. Pure."""

from dataclasses import dataclass, field
from datetime import datetime

from liens.enums import EtatLien

CASSES = frozenset({EtatLien.CASSE, EtatLien.DANGER})
VIVANTS = frozenset({EtatLien.OK, EtatLien.ATTENTION})


@dataclass(frozen=True, slots=True)
class CitingPage:
    """A place that cites a link: a page, or a partner's card when `page_id` is None.

    `modifier` is where in the admin it is corrected; `suppleance` that the reader answers for the page as deputy.
    """

    titre: str
    modifier: str
    page_id: int | None = None
    suppleance: bool = False


@dataclass(frozen=True, slots=True)
class LienVu:
    """One link as the report shows it."""

    id: int
    url: str
    hote: str
    etat: EtatLien
    classe: str = ""
    depuis: datetime | None = None
    instable: bool = False
    nouvelle_adresse: str = ""
    citations: tuple[CitingPage, ...] = ()


@dataclass(frozen=True, slots=True)
class Panne:
    """A site whose links fail alike."""

    hote: str
    classe: str
    depuis: datetime


@dataclass(frozen=True, slots=True)
class Certificat:
    """A site whose certificate ends soon, and how many of the reader's links stand behind it."""

    hote: str
    fin: datetime
    liens: int


@dataclass(frozen=True, slots=True)
class PageARelire:
    """A page whose content is no longer fresh, and why in words."""

    id: int
    titre: str
    motif: str
    modifier: str
    relue: str


@dataclass(frozen=True, slots=True)
class Pause:
    """A decision that ends soon."""

    decision_id: int
    lien: LienVu
    fin: datetime


@dataclass(frozen=True, slots=True)
class Couverture:
    """How much of what is followed was checked lately; `plus_ancien` is the oldest of the last checks."""

    total: int = 0
    recents: int = 0
    jamais: int = 0
    plus_ancien: datetime | None = None


@dataclass(frozen=True, slots=True)
class Situation:
    """All of it, for one reader. Links that a decision silences are counted in `ecartes` and listed nowhere else."""

    nom: str
    au: datetime
    partenaire_id: int | None = None
    casses: tuple[LienVu, ...] = ()
    a_confirmer: tuple[LienVu, ...] = ()
    deplaces: tuple[LienVu, ...] = ()
    #: Links that an earlier report called broken and that work now.
    revenus: tuple[LienVu, ...] = ()
    pannes: dict[str, Panne] = field(default_factory=dict)
    certificats: tuple[Certificat, ...] = ()
    pages: tuple[PageARelire, ...] = ()
    pauses: tuple[Pause, ...] = ()
    ecartes: int = 0
    couverture: Couverture = Couverture()
