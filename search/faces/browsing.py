"""What a visitor can browse while nothing answers searches: shelves of links read from the database alone."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

from django.db.models import Q
from django.http import HttpRequest
from wagtail.query import PageQuerySet

from pages.carrying import carrying, of_kinds
from pages.enums import BrowseShelf
from pages.models import PageEditoriale
from pages.page_types import page_types
from public.rows import RowBook
from search.answers.dressing import chosen_names
from search.contract.query import PREFIXE_CRITERE
from search.documents.visibility import searched_types
from search.enums import Facette
from search.planning.planner import Planned
from taxonomy.models import Acteur, Domaine, Nature, Odd, Partenaire, Terme, Territoire, at_or_below

PAR_RAYON = 40


@dataclass(frozen=True, slots=True)
class ShelfOfLinks:
    """One shelf: what it holds, and (title, address) of its pages."""

    titre: str
    liens: tuple[tuple[str, str], ...]


def rayons(planned: Planned, request: HttpRequest) -> tuple[ShelfOfLinks, ...]:
    """Pages that carry what is chosen, then those from which everything else is reached; no empty shelf."""
    carnet = RowBook(request)
    found = [*_choisies(planned, carnet, request), *(_rayon(shelf, carnet, request) for shelf in BrowseShelf)]
    return tuple(one for one in found if one.liens)


def _rayon(shelf: BrowseShelf, carnet: RowBook, request: HttpRequest) -> ShelfOfLinks:
    """One of the shelves that are always there, each of its types after the other."""
    some = (model.objects.order_by(*model.browse_order) for model in page_types() if model.browse_shelf is shelf)
    return ShelfOfLinks(str(shelf.label), tuple(link for pages in some for link in _liens(carnet, pages, request)))


def _liens(carnet: RowBook, pages: PageQuerySet, request: HttpRequest) -> Iterable[tuple[str, str]]:
    shown = carnet.visibles(pages).defer("corps")[:PAR_RAYON]
    return ((page.title, page.get_url(request) or "/") for page in shown)


def _choisies(planned: Planned, carnet: RowBook, request: HttpRequest) -> Iterable[ShelfOfLinks]:
    """The pages that carry the chosen terms, as far as the database can tell without an index."""
    facettes = [facette for facette in planned.query.active if facette in TERMS]
    if not facettes:
        return
    pages = PageEditoriale.objects.filter(content_type_id__in=searched_types())
    for facette in facettes:
        model, named = TERMS[facette]
        terms = model._default_manager.filter(named(planned.query.chosen(facette), planned.query.above))
        here = carrying(model, terms.order_by().values("pk"))
        if facette is Facette.NATURE:
            here |= of_kinds(planned.query.chosen(facette))
        pages = pages.filter(here)
    names = [name for facette in facettes for _, name in chosen_names(planned, facette)]
    titre = f"Quelques pages pour\u00a0: {', '.join(names)}"
    yield ShelfOfLinks(titre, tuple(_liens(carnet, pages.order_by("title", "pk"), request)))


def _slugs(chosen: Collection[str], above: Collection[str]) -> Q:
    return Q(slug__in=chosen)


def _territoires(chosen: Collection[str], above: Collection[str]) -> Q:
    return at_or_below(chosen) | Q(slug__in=above)


def _domaines(chosen: Collection[str], above: Collection[str]) -> Q:
    criteres = [slug.removeprefix(PREFIXE_CRITERE) for slug in chosen if slug.startswith(PREFIXE_CRITERE)]
    return Q(slug__in=chosen) | Q(critere__in=criteres)


#: By facet, its terms, and those among them that are asked for by what is chosen and by what stands above it.
TERMS: dict[Facette, tuple[type[Terme], Callable[[Collection[str], Collection[str]], Q]]] = {
    Facette.TERRITOIRE: (Territoire, _territoires),
    Facette.ACTEUR: (Acteur, _slugs),
    Facette.DOMAINE: (Domaine, _domaines),
    Facette.ODD: (Odd, _slugs),
    Facette.NATURE: (Nature, _slugs),
    Facette.PARTENAIRE: (Partenaire, _slugs),
}
#: Facets that only an index can tell: they narrow nothing while it is away.
SANS_INDEX_RIEN = frozenset({Facette.AXE, Facette.BOITE, Facette.ETAT_LIEN})
