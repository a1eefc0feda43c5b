"""What is indexed: one flat value per page, the same for both engines and for the oracle of the tests.

Keywords of a hierarchy hold every ancestor, so that choosing a région or a critère is one keyword. A document holds
nothing that a visitor could not read on the public page.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property, lru_cache
from unicodedata import normalize

import orjson

from liens.enums import EtatLien
from search.contract.rungs import place_of
from search.enums import Facette
from search.french import Terms, terms
from search.french.folding import fold
from taxonomy.enums import Niveau

#: A link in one of these states makes its page sink below an equal one.
ETATS_QUI_FONT_DESCENDRE = frozenset({EtatLien.CASSE.value, EtatLien.DANGER.value})
#: Long texts are searched whole; only their beginning is kept to cut an extract from.
DEBUT_AU_PLUS = 3_000
_NO_LETTER = re.compile(r"[\W_]+")
_MOT = re.compile(r"[^\W\d_]{3,}")
#: As `search.french.pieces` keeps its own.
_PIECES_KEPT = 50_000
_NIVEAUX = tuple(Niveau.values)
_NOMS_DES_FACETTES = {facette: facette.value for facette in Facette}
_IDS = 1 << 24
_STEP = 4
_LONGEST_SORT_KEY = 160


@dataclass(frozen=True)
class Document:
    """One page as visitors find it.

    `facettes` has every ancestor. `sommets` has the page's uppermost territoires that are no communes (those that no
    other of its own contains); `lignee_des_sommets` has, of its own territoires and all that stands above them, what
    lies below none of its own. The two give exact counts for the wide scope (`search.answers.facet_counts`).
    `propres` has (slug, niveau) of the page's own; `presente` the terms that it is the page of (`presented`).
    """

    id: int
    url: str
    titre: str
    chapo: str
    corps: str
    termes: tuple[str, ...]
    type_de_page: str
    nature: str
    facettes: Mapping[Facette, tuple[str, ...]]
    sommets: tuple[str, ...]
    lignee_des_sommets: tuple[str, ...]
    propres: tuple[tuple[str, str], ...]
    territoires: tuple[str, ...]
    acteurs: tuple[str, ...]
    domaines: tuple[str, ...]
    partenaires: tuple[str, ...]
    etat_lien: str
    verifie_le: datetime | None
    publie_le: datetime | None
    valable_jusqu_au: date | None
    est_fictif: bool = False
    presente: tuple[str, ...] = ()
    #: For each of `propres`, the slugs of the territoires in which it lies or which it touches, its own included.
    lignees: tuple[tuple[str, ...], ...] = ()
    #: Of everything that it was made from (`search.documents.builder.Batch`), b"" where nobody asked.
    stamp: bytes = field(default=b"", compare=False)

    @cached_property
    def textes(self) -> tuple[str, ...]:
        """Every text in which a word may be found; a phrase never runs from one into the next."""
        return tuple(text for text in (self.titre, self.chapo, *self.termes, self.corps) if text)

    @property
    def mots(self) -> set[str]:
        """Its words, in lower case, with the accents as they are written.

        They are cut more simply than the index cuts them, for a tenth of the price: what the index does not hold as a
        word is never offered as a correction, since it is counted first.
        """
        return set().union(*map(_MOTS.__getitem__, "\n".join(self.textes).split()))

    @property
    def echelons(self) -> tuple[str, ...]:
        """The rungs of the ladder on which the page's own territoires sit, from the widest."""
        rungs = {niveau for _, niveau in self.propres}
        return tuple(niveau for niveau in _NIVEAUX if niveau in rungs)

    @property
    def lieux(self) -> tuple[str, ...]:
        """Where its own territoires lie, as `search.contract.rungs` says it."""
        lines = zip(self.propres, self.lignees, strict=False)
        return tuple(sorted({place_of(niveau, slug) for (_, niveau), line in lines for slug in line}))

    @property
    def echelon(self) -> str:
        """The nearest of these, "" for a page of no territoire."""
        return self.echelons[-1] if self.propres else ""

    @property
    def descend(self) -> bool:
        """Whether its link is known not to work."""
        return self.etat_lien in ETATS_QUI_FONT_DESCENDRE

    @property
    def tri_titre(self) -> str:
        """Sorts from A to Z whatever the accents; the id makes it unique."""
        bare = _NO_LETTER.sub(" ", fold(self.titre.lower())).strip()
        return f"{bare[:_LONGEST_SORT_KEY]}\x1f{self.id:012d}"

    @property
    def tri_publie(self) -> int:
        """Newest first when sorted downwards; among equals the smaller id comes first."""
        return _moment(self.publie_le, self.id)

    @property
    def tri_verifie(self) -> int:
        """Checked last first when sorted downwards; never checked comes last."""
        return _moment(self.verifie_le, self.id)

    @property
    def rang(self) -> int:
        """The order when no word is asked for: what is real before what is made up, what works before what does not,
        newest first."""
        return (0 if self.est_fictif else 1 << 59) + (0 if self.descend else 1 << 58) + self.tri_publie

    @property
    def titre_entier(self) -> str:
        """The words of the title without accents, by which a title that is typed whole is found first."""
        return terms(self.titre).exacts

    @property
    def fin(self) -> int | None:
        """The last day of validity as YYYYMMDD."""
        return jour(self.valable_jusqu_au.isoformat()) if self.valable_jusqu_au else None

    @cached_property
    def affichage(self) -> bytes:
        """What a hit shows, ready to be read without the database."""
        shown = {name: getattr(self, name) for name in SHOWN}
        return orjson.dumps({**shown, "verifie_le": self.verifie_le, "publie_le": self.publie_le})

    @property
    def debut(self) -> str:
        """The beginning of the body, cut at a space: what an extract is made of where the chapô shows nothing."""
        if len(self.corps) <= DEBUT_AU_PLUS:
            return self.corps
        before, *last = self.corps[: DEBUT_AU_PLUS + 1].rsplit(maxsplit=1)
        return before if last else self.corps[:DEBUT_AU_PLUS]

    @cached_property
    def empreinte(self) -> str:
        """Changes when, and only when, anything indexed of this page does."""
        rest = (
            self.corps,
            self.termes,
            {_NOMS_DES_FACETTES[facette]: values for facette, values in self.facettes.items()},
            self.sommets,
            self.lignee_des_sommets,
            self.valable_jusqu_au,
        )
        return hashlib.blake2b(self.affichage + orjson.dumps(rest), digest_size=8).hexdigest()


class _Mots(dict[str, frozenset[str]]):
    """The words of what stands between two spaces, which comes back on page after page."""

    def __missing__(self, piece: str) -> frozenset[str]:
        if len(self) >= _PIECES_KEPT:
            self.clear()
        found = self[piece] = frozenset(_MOT.findall(normalize("NFC", piece.lower())))
        return found


_MOTS = _Mots()


@lru_cache(maxsize=20_000)
def terms_of_name(name: str) -> Terms:
    """Names of terms come back on page after page."""
    return terms(name)


#: What a hit shows. An index that was written with other names asks to be rebuilt.
SHOWN = (
    "id",
    "url",
    "titre",
    "chapo",
    "type_de_page",
    "nature",
    "propres",
    "lignees",
    "territoires",
    "acteurs",
    "domaines",
    "partenaires",
    "etat_lien",
    "est_fictif",
    "presente",
)


def jour(iso: str) -> int:
    """An ISO day as the number YYYYMMDD."""
    return int(iso[:10].replace("-", ""))


def published_after(seconds: int) -> int:
    """The least `tri_publie` of what was published after this moment."""
    return (seconds + 1) * _IDS


def seconds_of(moment: float) -> int:
    """The seconds since 1970 that a `tri_publie` or `tri_verifie` stands for; 0 for none.

    Engines give the greatest of them as a float, whose steps are of 4: the first pages of a site would be rounded up
    into the next second.
    """
    return max(int(moment) - _STEP, 0) // _IDS


def _moment(when: datetime | None, page_id: int) -> int:
    seconds = max(int(when.timestamp()), 0) if when else 0
    return seconds * _IDS + (_IDS - 1 - page_id % _IDS)
