"""The lists of terms as trees, each with the number of public pages that carry it."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import QuerySet

from pages.models import PageEditoriale, PageTerritoire, Ressource
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


def _pages_par_terme(relation: str, *others: str) -> dict[int, set[int]]:
    """By term, the public pages that carry it by one of these relations."""
    found: dict[int, set[int]] = defaultdict(set)
    public = PageEditoriale.objects.filter(PagesPubliques().condition())
    for name in (relation, *others):
        for page, term in public.filter(**{f"{name}__isnull": False}).order_by().values_list("pk", name):
            found[term].add(page)
    return found


def _plat(model: type[Terme], *relations: str) -> list[Feuille]:
    carried = _pages_par_terme(*relations)
    return [_feuille(one.slug, one.nom, len(carried[one.pk])) for one in model._default_manager.all()]


def _territoires() -> list[Feuille]:
    """Only those that lead to a page, from France down. A page in two communes of a département counts once there."""
    rows: QuerySet[Any] = PageTerritoire.objects.filter(PagesPubliques().condition("page__"))
    pages: dict[str, set[int]] = defaultdict(set)
    for page, chemin in rows.order_by().values_list("page_id", "territoire__chemin"):
        for slug in chemin.split("/"):
            pages[slug].add(page)
    under: dict[int | None, list[Territoire]] = defaultdict(list)
    for one in Territoire.objects.filter(slug__in=pages):
        under[one.parent_id].append(one)

    def branches(parent: int | None) -> list[Feuille]:
        return [_feuille(one.slug, one.nom, len(pages[one.slug]), branches(one.pk)) for one in under[parent]]

    return branches(None)


def _domaines() -> list[Feuille]:
    carried = _pages_par_terme("domaines", "fichereperedomaine__domaine", "pagedomaine__domaine")
    domaines = list(Domaine.objects.all())
    branches = []
    for critere in Critere:
        own = [one for one in domaines if one.critere == critere.value]
        pages = set().union(*(carried[one.pk] for one in own))
        leaves = [_feuille(one.slug, one.nom, len(carried[one.pk])) for one in own]
        branches.append(_feuille(critere.value, str(critere.label), len(pages), leaves))
    return branches


def _natures() -> list[Feuille]:
    public = Ressource.objects.filter(PagesPubliques().condition())
    carried: dict[int, int] = defaultdict(int)
    for nature in public.order_by().values_list("nature_id", flat=True):
        carried[nature] += 1
    return [_feuille(one.slug, one.nom, carried[one.pk]) for one in Nature.objects.all()]


ARBRES: dict[str, Callable[[], list[Feuille]]] = {
    "territoires": _territoires,
    "domaines": _domaines,
    "acteurs": lambda: _plat(Acteur, "acteurs", "ficherepereacteur__acteur"),
    "odd": lambda: _plat(Odd, "odds"),
    "natures": _natures,
}
