"""The lists of terms as trees, each with the number of public pages that carry it."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any

from pages.carrying import by_term
from pages.models import PageEditoriale
from pages.visibility import PagesPubliques
from taxonomy.enums import Critere
from taxonomy.models import Acteur, Domaine, Nature, Odd, Territoire
from taxonomy.models.base import Terme

Feuille = dict[str, Any]


def arbre(liste: str) -> list[Feuille]:
    """The branches of one of `ARBRES`, in the taxonomy's order."""
    return ARBRES[liste]()


def _feuille(slug: str, nom: str, pages: int, enfants: Iterable[Feuille] = ()) -> Feuille:
    return {"slug": slug, "nom": nom, "nombre": pages, "enfants": list(enfants)}


def _pages_par_terme(model: type[Terme], column: str = "pk") -> dict[Any, set[int]]:
    """By this column of the terms of a facet, the public pages that carry each."""
    return by_term(model, PageEditoriale.objects.filter(PagesPubliques().condition()), column)


def _plat(model: type[Terme]) -> list[Feuille]:
    carried = _pages_par_terme(model)
    return [_feuille(one.slug, one.nom, len(carried[one.pk])) for one in model._default_manager.all()]


def _territoires() -> list[Feuille]:
    """Only those that lead to a page, from France down. A page in two communes of a département counts once there."""
    pages: dict[str, set[int]] = defaultdict(set)
    for chemin, carrying in _pages_par_terme(Territoire, "chemin").items():
        for slug in chemin.split("/"):
            pages[slug] |= carrying
    under: dict[int | None, list[Territoire]] = defaultdict(list)
    for one in Territoire.objects.filter(slug__in=pages):
        under[one.parent_id].append(one)

    def branches(parent: int | None) -> list[Feuille]:
        return [_feuille(one.slug, one.nom, len(pages[one.slug]), branches(one.pk)) for one in under[parent]]

    return branches(None)


def _domaines() -> list[Feuille]:
    carried = _pages_par_terme(Domaine)
    domaines = list(Domaine.objects.all())
    branches = []
    for critere in Critere:
        own = [one for one in domaines if one.critere == critere.value]
        pages = set().union(*(carried[one.pk] for one in own))
        leaves = [_feuille(one.slug, one.nom, len(carried[one.pk])) for one in own]
        branches.append(_feuille(critere.value, str(critere.label), len(pages), leaves))
    return branches


ARBRES: dict[str, Callable[[], list[Feuille]]] = {
    "territoires": _territoires,
    "domaines": _domaines,
    "acteurs": lambda: _plat(Acteur),
    "odd": lambda: _plat(Odd),
    "natures": lambda: _plat(Nature),
}
