"""For the Comité: how many C.A.P. there are, of whom, and what they hold. Counts alone, and none that is small.

A group of fewer than ten is never shown by itself: the small groups are shown as one. While that one is below ten too,
it takes in the next smallest group. So no small number can be had by subtracting what is shown from the total.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Count

from cap.models import Cap, Element
from pages.models import PageEditoriale
from taxonomy.models import Acteur, Territoire

SEUIL = 10
PAGES_AU_PLUS = 30


@dataclass(frozen=True, slots=True)
class CapGroup:
    """How many C.A.P. have something in common."""

    nom: str
    nombre: int


@dataclass(frozen=True, slots=True)
class Choisie:
    """A page, and in how many C.A.P. it is."""

    page: int
    titre: str
    nombre: int


@dataclass(frozen=True, slots=True)
class Tableau:
    """What is shown. `nombre` is None while there are fewer C.A.P. than the threshold; nothing else is shown then."""

    nombre: int | None
    profils: tuple[CapGroup, ...] = ()
    regions: tuple[CapGroup, ...] = ()
    pages: tuple[Choisie, ...] = ()


def tableau() -> Tableau:
    """The board, now."""
    nombre = Cap.objects.count()
    if nombre < SEUIL:
        return Tableau(None)
    regions = _par("region")
    return Tableau(
        nombre,
        _nommes(_par("profil"), dict(Acteur.objects.values_list("slug", "nom"))),
        _nommes(regions, dict(Territoire.objects.filter(slug__in=regions).values_list("slug", "nom"))),
        _pages(),
    )


def montrables(nombres: Mapping[str, int], *, seuil: int = SEUIL) -> tuple[dict[str, int], int]:
    """(the groups that may be shown, the greatest first; how many are in none of them). "" is who said nothing."""
    shown = sorted(((nombre, nom) for nom, nombre in nombres.items() if nom and nombre >= seuil), reverse=True)
    rest = sum(nombres.values()) - sum(nombre for nombre, _ in shown)
    while shown and 0 < rest < seuil:
        rest += shown.pop()[0]
    return {nom: nombre for nombre, nom in shown}, rest


def _par(champ: str) -> dict[str, int]:
    rows: Iterable[tuple[str, int]] = Cap.objects.values_list(champ).annotate(nombre=Count("pk")).order_by()
    return dict(rows)


def _nommes(nombres: Mapping[str, int], noms: Mapping[str, str]) -> tuple[CapGroup, ...]:
    shown, rest = montrables(nombres)
    groups = [CapGroup(noms.get(slug, slug), nombre) for slug, nombre in shown.items()]
    return (*groups, CapGroup("Autres, ou non dit", rest)) if rest else tuple(groups)


def _pages() -> tuple[Choisie, ...]:
    chosen = Element.objects.filter(page__isnull=False).values_list("page").annotate(nombre=Count("cap")).order_by()
    often = sorted(((nombre, page) for page, nombre in chosen.filter(nombre__gte=SEUIL)), reverse=True)[:PAGES_AU_PLUS]
    titles = dict(PageEditoriale.objects.filter(pk__in=[page for _, page in often]).values_list("pk", "title"))
    return tuple(Choisie(page, titles[page], nombre) for nombre, page in often if page in titles)
