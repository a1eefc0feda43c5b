"""What a visitor can browse while nothing answers searches: shelves of links read from the database alone."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Q
from django.http import HttpRequest
from wagtail.query import PageQuerySet

from pages.models import (
    Axe,
    BoiteAOutils,
    FicheRepereActeur,
    FicheRepereTerritoire,
    PageDomaine,
    PageEditoriale,
    Rubrique,
)
from public.rows import Carnet
from search.answers.dressing import chosen_names
from search.contract.query import PREFIXE_CRITERE
from search.documents.visibility import searched_types
from search.enums import Facette
from search.planning.planner import Planned

PAR_RAYON = 40


@dataclass(frozen=True, slots=True)
class Rayon:
    """One shelf: what it holds, and (title, address) of its pages."""

    titre: str
    liens: tuple[tuple[str, str], ...]


def rayons(planned: Planned, request: HttpRequest) -> tuple[Rayon, ...]:
    """Pages that carry what is chosen, then those from which everything else is reached; no empty shelf."""
    carnet = Carnet(request)

    def rayon(titre: str, *pages: PageQuerySet) -> Rayon:
        return Rayon(titre, tuple(link for some in pages for link in _liens(carnet, some, request)))

    found = [
        *_choisies(planned, carnet, request),
        rayon("Par axe", Axe.objects.order_by("path"), Rubrique.objects.order_by("path")),
        rayon("Par boîte à outils", BoiteAOutils.objects.order_by("path")),
        rayon("Par domaine", PageDomaine.objects.order_by("domaine__ordre", "title")),
        rayon("Par territoire", FicheRepereTerritoire.objects.order_by("territoire__cle_de_tri", "title")),
        rayon("Par acteur", FicheRepereActeur.objects.order_by("acteur__ordre", "title")),
    ]
    return tuple(one for one in found if one.liens)


def _liens(carnet: Carnet, pages: PageQuerySet, request: HttpRequest) -> Iterable[tuple[str, str]]:
    shown = carnet.visibles(pages).defer("corps")[:PAR_RAYON]
    return ((page.title, page.get_url(request) or "/") for page in shown)


def _choisies(planned: Planned, carnet: Carnet, request: HttpRequest) -> Iterable[Rayon]:
    """The pages that carry the chosen terms, as far as the database can tell without an index."""
    facettes = [facette for facette in planned.query.active if facette in _CONDITIONS]
    if not facettes:
        return
    pages = PageEditoriale.objects.filter(content_type_id__in=searched_types())
    for facette in facettes:
        chosen = [*planned.query.chosen(facette)]
        # One filter for each facet: its joins are its own.
        pages = pages.filter(_CONDITIONS[facette](chosen, planned.query.above))
    names = [name for facette in facettes for _, name in chosen_names(planned, facette)]
    titre = f"Quelques pages pour : {', '.join(names)}"
    yield Rayon(titre, tuple(_liens(carnet, pages.order_by("title", "pk").distinct(), request)))


def _territoires(chosen: Sequence[str], above: Sequence[str]) -> Q:
    condition = Q(territoires_lies__territoire__slug__in=[*chosen, *above])
    for slug in chosen:
        condition |= Q(territoires_lies__territoire__chemin__startswith=f"{slug}/")
        condition |= Q(territoires_lies__territoire__chemin__contains=f"/{slug}/")
    return condition


def _domaines(chosen: Sequence[str], above: Sequence[str]) -> Q:
    criteres = [slug.removeprefix(PREFIXE_CRITERE) for slug in chosen if slug.startswith(PREFIXE_CRITERE)]
    return Q(domaines__slug__in=chosen) | Q(domaines__critere__in=criteres)


_CONDITIONS: dict[Facette, Callable[[Sequence[str], Sequence[str]], Q]] = {
    Facette.TERRITOIRE: _territoires,
    Facette.ACTEUR: lambda chosen, above: Q(acteurs__slug__in=chosen),
    Facette.DOMAINE: _domaines,
    Facette.ODD: lambda chosen, above: Q(odds__slug__in=chosen),
    Facette.NATURE: lambda chosen, above: Q(ressource__nature__slug__in=chosen),
    Facette.PARTENAIRE: lambda chosen, above: Q(partenaires_lies__partenaire__slug__in=chosen),
}
