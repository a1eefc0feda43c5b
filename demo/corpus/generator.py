"""The corpus as plain values: seed in, fiches out. Pure: no database, no clock, no global randomness.

Fiche n depends on the seed and on n alone, so that a larger corpus begins with the smaller one.
"""

import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

from demo.corpus import vocabulary as mots
from demo.corpus.catalogue import RAYONS, Catalogue
from demo.corpus.draws import Tirage, melange, rang_zipf
from demo.corpus.wording import Redaction, nom_invente
from pages.enums import Acces, RoleLien
from taxonomy.enums import CodeAxe, Niveau

PREFIXE = "corpus-"
#: Publications lie in these three years, whatever the day on which the corpus is made.
DEBUT = datetime(2023, 9, 1, 6, 0, tzinfo=UTC)
DUREE = timedelta(days=3 * 365)
RESSOURCES_PAR_HOTE = 6
PARTENAIRES_AU_DEPART = 40
RESSOURCES_PAR_PARTENAIRE = 100


@dataclass(frozen=True, slots=True)
class LienCorpus:
    """One address, where it stands in the page (`champ`, `bloc`), and the words that carry it."""

    url: str
    texte: str
    champ: str
    bloc: str = ""
    role: str = ""


@dataclass(frozen=True, slots=True)
class FicheCorpus:
    """One resource. `liens` are its own, `citations` those of its rich text; `partenaires` are ranks in their pool."""

    rang: int
    cle: uuid.UUID
    slug: str
    titre: str
    chapo: str
    corps: list[dict[str, Any]]
    rayon: str
    nature: str
    acces: str
    territoires: list[str]
    acteurs: list[str]
    domaines: list[str]
    odds: list[int]
    boites: list[str]
    partenaires: list[int]
    liens: list[LienCorpus]
    citations: list[LienCorpus]
    publie_le: datetime
    millesime: int
    relu_le: date


class Generateur:
    """Draws the fiches of one seed."""

    def __init__(self, graine: int, catalogue: Catalogue) -> None:
        ordre = Random(f"{graine}:ordre")  # noqa: S311  a corpus, not a secret
        self.graine = graine
        self.territoires = {
            niveau: Tirage(melange(valeurs, ordre), biais=0.9) for niveau, valeurs in catalogue.territoires.items()
        }
        self.niveaux = Tirage(
            [Niveau.REGION, Niveau.DEPARTEMENT, Niveau.PAYS, Niveau.EPCI, Niveau.COMMUNE, Niveau.COLLECTIVITE_OM],
            biais=0.8,
        )
        self.natures = Tirage(melange(catalogue.natures, ordre), biais=0.7)
        self.domaines = Tirage(melange(catalogue.domaines, ordre), biais=0.7)
        self.acteurs = Tirage(melange(catalogue.acteurs, ordre), biais=0.6)
        self.rayons = {axe: Tirage(rayons, biais=0.6) for axe, rayons in RAYONS.items()}

    def fiches(self, rangs: Iterable[int]) -> Iterator[FicheCorpus]:
        """The fiches of these ranks."""
        return map(self.fiche, rangs)

    def fiche(self, rang: int) -> FicheCorpus:
        alea = Random(f"{self.graine}:{rang}")  # noqa: S311  a corpus, not a secret
        nature, axe = self.natures.un(alea)
        domaines = self.domaines.plusieurs(alea, alea.choice((1, 1, 2, 2, 3)))
        acteurs = self.acteurs.plusieurs(alea, alea.choice((1, 2, 2, 3)))
        territoires = self._territoires(alea)
        redaction = Redaction(alea, nature, domaines, acteurs[0], territoires[0][1])
        titre, chapo = redaction.titre(), redaction.chapo()
        corps = redaction.corps()
        rayon = self.rayons[axe].un(alea)
        citations = _cite(alea, rang, corps)
        liens = _liens(alea, rang)
        publie_le = DEBUT + timedelta(seconds=alea.randrange(int(DUREE.total_seconds())))
        return FicheCorpus(
            rang=rang,
            cle=uuid.UUID(int=alea.getrandbits(128), version=4),
            slug=slug_de(self.graine, rang),
            titre=titre,
            chapo=chapo,
            corps=corps,
            rayon=rayon,
            nature=nature,
            acces=Tirage(list(Acces)).un(alea).value,
            territoires=[slug for slug, _ in territoires],
            acteurs=acteurs,
            domaines=domaines,
            odds=_odds(alea, domaines),
            boites=self._boites(alea, axe, rayon),
            partenaires=_partenaires(alea, rang),
            liens=liens,
            citations=citations,
            publie_le=publie_le,
            millesime=publie_le.year - alea.choice((0, 0, 1, 1, 2)),
            relu_le=publie_le.date(),
        )

    def _territoires(self, alea: Random) -> list[tuple[str, str]]:
        choisis: dict[tuple[str, str], None] = {}
        nombre = alea.choice((1, 1, 2, 2, 3, 4))
        while len(choisis) < nombre:
            niveau = self.niveaux.un(alea)
            choisis[self.territoires[niveau].un(alea)] = None
        return list(choisis)

    def _boites(self, alea: Random, axe: CodeAxe, rayon: str) -> list[str]:
        if axe != CodeAxe.AGIR and alea.random() < 0.7:
            return []
        tirees = self.rayons[CodeAxe.AGIR].plusieurs(alea, alea.choice((0, 1, 1, 2)))
        return [boite for boite in tirees if boite != rayon]


def slug_de(graine: int, rang: int) -> str:
    """The slug of a fiche, which says whether it is there without drawing its words."""
    return f"{PREFIXE}{graine}-{rang:06d}"


def nom_partenaire(graine: int, rang: int) -> str:
    """The invented name of a partner of the corpus."""
    alea = Random(f"{graine}:partenaire:{rang}")  # noqa: S311  a corpus, not a secret
    return f"{alea.choice(mots.COLLECTIFS)} {nom_invente(alea)} {rang + 1} (fictif)"


def nombre_de_partenaires(ressources: int) -> int:
    """How many partners a corpus of that size draws from."""
    return PARTENAIRES_AU_DEPART + ressources // RESSOURCES_PAR_PARTENAIRE


def _odds(alea: Random, domaines: list[str]) -> list[int]:
    possibles = [odd for domaine in domaines for odd in mots.ODD_PAR_DOMAINE.get(domaine, (17,))]
    tires = Tirage(possibles, biais=0.8).plusieurs(alea, 1) + ([17] if alea.random() < 0.2 else [])
    if alea.random() < 0.6:
        tires.append(alea.choice(possibles))
    return sorted(set(tires))


def _partenaires(alea: Random, rang: int) -> list[int]:
    taille = nombre_de_partenaires(rang)
    return list(dict.fromkeys(rang_zipf(alea, taille) for _ in range(alea.choice((1, 1, 1, 2, 3)))))


def _hote(alea: Random, rang: int) -> str:
    """Every sixth fiche brings a site of its own; the others cite the sites already known, the first ones most."""
    connus = rang // RESSOURCES_PAR_HOTE + 1
    numero = connus - 1 if rang % RESSOURCES_PAR_HOTE == 0 else rang_zipf(alea, connus)
    fin = "invalid" if numero % 25 == 24 else "example"
    return f"site-{numero:05d}.{fin}"


def _liens(alea: Random, rang: int) -> list[LienCorpus]:
    hote = _hote(alea, rang)
    nombre = alea.choice((1, 1, 2, 2, 3))
    roles = [RoleLien.PRINCIPAL.value, RoleLien.DOCUMENTATION.value, RoleLien.VIDEO.value]
    return [
        LienCorpus(
            url=f"https://{hote}/ressources/{rang}" + (f"/{role}" if place else ""),
            texte=alea.choice(mots.LIBELLES),
            champ=f"liens.{place}.url",
            role=role,
        )
        for place, role in enumerate(roles[:nombre])
    ]


def _cite(alea: Random, rang: int, corps: list[dict[str, Any]]) -> list[LienCorpus]:
    """Put a link into the last paragraph of one fiche in four; returns what was put."""
    if alea.random() >= 0.25:
        return []
    place = len(corps) - 1
    # Pages of the same sites, shared by neighbouring fiches: some addresses are cited several times.
    url = f"https://{_hote(alea, rang)}/projets/{rang // 40}"
    ancre = alea.choice(mots.ANCRES)
    corps[place]["value"] += f'<p>Voir aussi <a href="{url}">{ancre}</a>.</p>'
    return [LienCorpus(url=url, texte=ancre, champ=f"corps.{place}", bloc=corps[place]["id"])]
