"""The chart of the trend: links that are broken, to confirm or to decide, day after day. Pure drawing, no library."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from liens.enums import EtatLien
from workers.links.admin.baskets import ETATS, Panier
from workers.links.models import ReleveDuJour

JOURS = 90
LARGEUR, HAUTEUR = 720, 180
MARGE_GAUCHE, MARGE_DROITE, MARGE_HAUT, MARGE_BAS = 44, 120, 12, 28
COURBES = (Panier.CASSE, Panier.A_CONFIRMER, Panier.A_DECIDER)
REPERES = 4


@dataclass(frozen=True, slots=True)
class Courbe:
    """One line of the chart: `points` for a polyline, and where its name stands, clear of the others'."""

    cle: str
    libelle: str
    points: str
    fin_x: float
    fin_y: float
    nom_y: float
    dernier: int


@dataclass(frozen=True, slots=True)
class Graphique:
    """What the template draws and tells. `jours` is the table behind it, the latest day first."""

    courbes: list[Courbe]
    reperes: list[tuple[float, int]]
    premier: date
    dernier: date
    jours: list[tuple[date, list[int]]]
    colonnes: list[str]
    largeur: int = LARGEUR
    hauteur: int = HAUTEUR
    gauche: int = MARGE_GAUCHE
    droite: int = LARGEUR - MARGE_DROITE
    bas: int = HAUTEUR - MARGE_BAS


def graphique(*, now: datetime, jours: int = JOURS) -> Graphique | None:
    """The trend of the last days, or None while there are not two days to compare."""
    depuis = timezone.localdate(now) - timedelta(days=jours)
    rows = ReleveDuJour.objects.filter(jour__gte=depuis).values_list("jour", "etat", "nombre")
    return draw(rows)


def draw(rows: Iterable[tuple[date, str, int]]) -> Graphique | None:
    """The chart of (day, state, number) rows."""
    par_jour: dict[date, dict[Panier, int]] = defaultdict(lambda: dict.fromkeys(Panier, 0))
    for jour, etat, nombre in rows:
        for panier, etats in ETATS.items():
            if etat in etats and etat != EtatLien.NOUVEAU:
                par_jour[jour][panier] += nombre
    if len(par_jour) < 2:
        return None
    jours = sorted(par_jour)
    haut = _rond(max(par_jour[jour][panier] for jour in jours for panier in COURBES))
    duree = (jours[-1] - jours[0]).days
    large, haute = LARGEUR - MARGE_GAUCHE - MARGE_DROITE, HAUTEUR - MARGE_HAUT - MARGE_BAS

    def x(jour: date) -> float:
        return round(MARGE_GAUCHE + large * (jour - jours[0]).days / duree, 1)

    def y(nombre: float) -> float:
        return round(MARGE_HAUT + haute * (1 - nombre / haut), 1)

    fins = {panier: y(par_jour[jours[-1]][panier]) for panier in COURBES}
    noms = _spread(fins)
    courbes = [
        Courbe(
            cle=panier.value,
            libelle=panier.label,
            points=" ".join(f"{x(jour)},{y(par_jour[jour][panier])}" for jour in jours),
            fin_x=x(jours[-1]),
            fin_y=fins[panier],
            nom_y=noms[panier],
            dernier=par_jour[jours[-1]][panier],
        )
        for panier in COURBES
    ]
    montres = (*COURBES, Panier.FONCTIONNE)
    return Graphique(
        courbes=courbes,
        reperes=[(y(haut * pas / REPERES), haut * pas // REPERES) for pas in range(REPERES + 1)],
        premier=jours[0],
        dernier=jours[-1],
        jours=[(jour, [par_jour[jour][panier] for panier in montres]) for jour in reversed(jours)],
        colonnes=[panier.label for panier in montres],
    )


def _rond(nombre: int) -> int:
    """The first number from `nombre` on that four graduations divide well."""
    pas = next(
        puissance * pas
        for puissance in (10**rang for rang in range(12))
        for pas in (1, 2, 5)
        if puissance * pas * REPERES >= nombre
    )
    return pas * REPERES


def _spread(fins: dict[Panier, float], *, ecart: float = 16) -> dict[Panier, float]:
    """Heights for the names of the lines, near their ends and never on top of each other."""
    noms: dict[Panier, float] = {}
    plancher = float(MARGE_HAUT)
    for panier, hauteur in sorted(fins.items(), key=lambda fin: fin[1]):
        noms[panier] = max(hauteur, plancher)
        plancher = noms[panier] + ecart
    debord = max(noms.values()) - (HAUTEUR - MARGE_BAS)
    return {panier: round(hauteur - max(0.0, debord), 1) for panier, hauteur in noms.items()}
