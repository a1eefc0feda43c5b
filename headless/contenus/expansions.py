"""What `expand` adds to pages, each by a number of queries that does not grow with the pages."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q
from wagtail.models import Page

from liens.models import OccurrenceLien
from pages.models import PageEditoriale, PagePartenaire, PageTerritoire
from pages.tree_paths import Adresses, sous
from pages.visibility import PagesPubliques

ENFANTS_AU_PLUS = 100
PAS = Page.steplen
#: The root of Wagtail's tree is no page of the site.
RACINE = 1
Par = dict[int, Any]


@dataclass(frozen=True, slots=True)
class Lot:
    """The pages of one answer: their places in the tree by id, and how addresses are written."""

    places: dict[int, str]
    public: PagesPubliques
    adresses: Adresses

    @classmethod
    def de(cls, ids: Collection[int], public: PagesPubliques) -> "Lot":
        return cls(dict(Page.objects.filter(pk__in=ids).values_list("pk", "path")), public, Adresses.pour())

    def etape(self, pk: int, titre: str, url_path: str) -> dict[str, Any]:
        return {"id": pk, "titre": titre, "chemin": self.adresses.de(url_path)}


def _fil(lot: Lot) -> Par:
    ways = {pk: [path[:end] for end in range(PAS * (RACINE + 1), len(path), PAS)] for pk, path in lot.places.items()}
    above = Page.objects.filter(path__in={path for way in ways.values() for path in way}, live=True)
    steps = {path: lot.etape(pk, titre, url) for path, pk, titre, url in _lues(above)}
    return {pk: [steps[path] for path in way if path in steps] for pk, way in ways.items()}


def _lues(pages: Any) -> Iterable[tuple[str, int, str, str]]:
    return pages.values_list("path", "pk", "title", "url_path").order_by("path")


def _sous_ces(lot: Lot, parents: Collection[str]) -> dict[str, list[dict[str, Any]]]:
    """The public pages just below each of these paths, in the tree's order."""
    just_below = (sous(path) & Q(depth=len(path) // PAS + 1) for path in parents)
    asked = reduce(or_, just_below, Q(pk__in=()))
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for path, pk, titre, url in _lues(PageEditoriale.objects.filter(lot.public.condition()).filter(asked)):
        found[path[:-PAS]].append(lot.etape(pk, titre, url))
    return found


def _enfants(lot: Lot) -> Par:
    found = _sous_ces(lot, set(lot.places.values()))
    root = lot.adresses.racines[0].root_url if lot.adresses.racines else ""
    return {
        pk: [{**one, "url": _complete(root, one["chemin"])} for one in found[path][:ENFANTS_AU_PLUS]]
        for pk, path in lot.places.items()
    }


def _complete(root: str, chemin: str) -> str:
    return f"{root}{chemin}" if chemin.startswith("/") else chemin


def _voisins(lot: Lot) -> Par:
    found = _sous_ces(lot, {path[:-PAS] for path in lot.places.values() if len(path) > PAS * (RACINE + 1)})
    beside: Par = {}
    for pk, path in lot.places.items():
        row = found[path[:-PAS]]
        at = next((index for index, one in enumerate(row) if one["id"] == pk), None)
        beside[pk] = {
            "precedent": row[at - 1] if at else None,
            "suivant": row[at + 1] if at is not None and at + 1 < len(row) else None,
        }
    return beside


def _liens(lot: Lot) -> Par:
    rows = OccurrenceLien.objects.filter(page_id__in=lot.places, en_ligne=True).exclude(lien__hote="")
    found: dict[int, dict[str, dict[str, Any]]] = defaultdict(dict)
    for row in rows.select_related("lien").order_by("page_id", "pk"):
        lien = row.lien
        found[row.page_id or 0][lien.url] = {
            "url": lien.url,
            "etat": lien.etat,
            "etat_label": lien.get_etat_display(),
            "verifie_le": lien.verifie_le,
        }
    return {pk: list(found[pk].values()) for pk in lot.places}


def _territoires(lot: Lot) -> Par:
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in PageTerritoire.objects.filter(page_id__in=lot.places).select_related("territoire"):
        one = row.territoire
        found[row.page_id].append(
            {"slug": one.slug, "nom": one.nom, "niveau": one.niveau, "code": one.code, "au_dessus": one.ancetres()}
        )
    return {pk: found[pk] for pk in lot.places}


def _partenaires(lot: Lot) -> Par:
    names = ("slug", "nom", "sigle", "site", "est_fictif", "description")
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in PagePartenaire.objects.filter(page_id__in=lot.places).select_related("partenaire"):
        found[row.page_id].append({name: getattr(row.partenaire, name) for name in names})
    return {pk: found[pk] for pk in lot.places}


AJOUTS: dict[str, Callable[[Lot], Par]] = {
    "fil": _fil,
    "enfants": _enfants,
    "voisins": _voisins,
    "liens_publics": _liens,
    "territoires_detailles": _territoires,
    "partenaires_detailles": _partenaires,
}


def add_expansions(items: dict[int, dict[str, Any]], names: Iterable[str], public: PagesPubliques) -> None:
    """Put into each item, by the id of its page, what these names stand for."""
    lot = Lot.de(items.keys(), public)
    for name in names:
        found = AJOUTS[name](lot)
        for pk, item in items.items():
            item[name] = found.get(pk)
