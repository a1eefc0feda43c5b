"""Axes, rubriques, plain pages and the A.D.O.C. page."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator

from pages.models import Axe, PageEditoriale, PageSimple, Rubrique
from public.families.dressing import dresses
from public.rows import ListedPage, RowBook, nature_de, type_de
from taxonomy.enums import Critere

PAR_PAGE = 60


@dataclass(frozen=True, slots=True)
class RowGroup:
    """Rows under one heading."""

    titre: str
    lignes: list[ListedPage]


@dataclass(frozen=True, slots=True)
class Etagere:
    """A rubrique or a boîte of an axe, and how many pages it holds."""

    titre: str
    url: str
    chapo: str
    contenu: int


def groupes_par_nature(pages: Iterable[Any], carnet: RowBook) -> list[RowGroup]:
    """One group for each nature, in the order in which they first come."""
    groups: dict[str, list[Any]] = {}
    for page in pages:
        groups.setdefault(nature_de(page), []).append(page)
    return [RowGroup(titre, carnet.lignes(some)) for titre, some in groups.items()]


@dresses(Axe)
def contexte_d_axe(page: Axe, carnet: RowBook) -> dict[str, Any]:
    children = carnet.visibles(PageEditoriale.objects.child_of(page)).order_by("path")
    below = carnet.visibles(PageEditoriale.objects.descendant_of(page)).filter(depth=page.depth + 2)
    counts: dict[str, int] = {}
    steplen = PageEditoriale.steplen
    for path in below.values_list("path", flat=True):
        counts[path[:-steplen]] = counts.get(path[:-steplen], 0) + 1
    return {
        "etageres": [
            Etagere(titre, carnet.adresses.de(url_path), chapo, counts.get(path, 0))
            for titre, url_path, chapo, path in children.values_list("title", "url_path", "chapo", "path")
        ],
    }


@dresses(Rubrique)
def contexte_de_rubrique(page: Rubrique, carnet: RowBook) -> dict[str, Any]:
    children = carnet.choix(PageEditoriale.objects.child_of(page))
    children = children.order_by("ressource__nature__ordre", "content_type_id", "path")
    feuille = Paginator(children, PAR_PAGE).get_page(carnet.request.GET.get("page"))
    pages = list(feuille.object_list)
    return {"groupes": _by_critere(pages, carnet) or groupes_par_nature(pages, carnet), "feuille": feuille}


def _by_critere(pages: list[Any], carnet: RowBook) -> list[RowGroup]:
    """The sixteen domaines are read by critère; nothing when the rubrique holds anything that is not."""
    types = {type_de(page) for page in pages}
    model = types.pop() if len(types) == 1 else None
    if model is None or not model.critere_path:
        return []
    presented = model._default_manager.filter(pk__in=[one.pk for one in pages])
    criteres = dict(presented.values_list("pk", model.critere_path))
    some = {critere: [page for page in pages if criteres.get(page.pk) == critere.value] for critere in Critere}
    return [RowGroup(str(critere.label), carnet.lignes(own)) for critere, own in some.items() if own]


@dresses(PageSimple)
def contexte_de_page_simple(page: PageSimple, carnet: RowBook) -> dict[str, Any]:
    children = PageEditoriale.objects.child_of(page).order_by("path")
    return {"enfants": carnet.premieres(children, PAR_PAGE)}
