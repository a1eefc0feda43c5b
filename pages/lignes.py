"""Pages as rows of a list: what a visitor reads of each, by a fixed number of queries however many there are."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import F, Q
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import cached_property
from wagtail.models import PageViewRestriction
from wagtail.query import PageQuerySet

from pages.context import Navigation, navigation
from pages.models import Lien, OccurrenceLien, PagePartenaire
from taxonomy.enums import Famille

COLONNES = ("path", "depth", "title", "slug", "chapo", "content_type", "url_path", "est_fictif", "last_published_at")
AXE_DE_TYPE = {"exempleinspirant": "agir", "boiteaoutils": "agir"}


@dataclass(frozen=True, slots=True)
class Ligne:
    """One page in a list. `axe` is the code of the axe that its nature serves, "" when it has none."""

    id: int
    type_de_page: str
    titre: str
    url: str
    chapo: str
    nature: str
    axe: str
    partenaires: tuple[str, ...]
    etat_lien: str
    verifie_le: datetime | None
    publie_le: datetime | None
    est_fictif: bool


class Carnet:
    """The rows that one answer shows, gathered so that all its lists are made by the same few queries."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self._listes: list[tuple[list[Ligne], list[Any]]] = []

    @cached_property
    def navigation(self) -> Navigation:
        """Read once for the whole answer."""
        return navigation()

    def visibles(self, pages: PageQuerySet) -> PageQuerySet:
        """Those that any visitor may find: published, not restricted, still valid."""
        today: date = timezone.localdate()
        shown: PageQuerySet = pages.live().filter(Q(valable_jusqu_au__isnull=True) | Q(valable_jusqu_au__gte=today))
        for path in self._chemins_prives:
            shown = shown.exclude(path__startswith=path)
        return shown

    def choix(self, pages: PageQuerySet) -> PageQuerySet:
        """The same, with the little that a row needs of each."""
        lean: PageQuerySet = self.visibles(pages).only(*COLONNES)
        return lean.annotate(nature_nom=F("ressource__nature__nom"), famille=F("ressource__nature__famille"))

    def lignes(self, pages: Iterable[Any]) -> list[Ligne]:
        """A list that `remplir` fills with the rows of `pages` (of `choix`), in the same order."""
        rows: list[Ligne] = []
        self._listes.append((rows, list(pages)))
        return rows

    def remplir(self) -> None:
        """Fill every list: two queries, none when there is no page."""
        rows = lignes_de({page.pk: page for _, pages in self._listes for page in pages}.values(), self.request)
        for liste, pages in self._listes:
            liste.extend(rows[page.pk] for page in pages)
        self._listes.clear()

    @cached_property
    def _chemins_prives(self) -> list[str]:
        return list(PageViewRestriction.objects.values_list("page__path", flat=True))


def nature_de(page: Any) -> str:
    """What a visitor reads first of a page: a resource's nature, or what editors call the page's type."""
    if page.nature_nom:
        return str(page.nature_nom)
    model = page.cached_content_type.model_class()
    name = str(model._meta.verbose_name) if model else ""
    return name[:1].upper() + name[1:]


def lignes_de(pages: Iterable[Any], request: HttpRequest) -> dict[int, Ligne]:
    """Rows by page id."""
    pages = list(pages)
    if not pages:
        return {}
    ids = [page.pk for page in pages]
    partenaires: dict[int, list[str]] = defaultdict(list)
    for pk, nom, sigle in _partenaires(ids):
        partenaires[pk].append(sigle or nom)
    liens = premiers_liens(ids)
    return {page.pk: _ligne(page, request, tuple(partenaires[page.pk]), liens.get(page.pk)) for page in pages}


def _ligne(page: Any, request: HttpRequest, partenaires: tuple[str, ...], lien: Lien | None) -> Ligne:
    type_de_page = page.cached_content_type.model
    famille = page.famille
    return Ligne(
        id=page.pk,
        type_de_page=type_de_page,
        titre=page.title,
        url=page.get_url(request) or "",
        chapo=page.chapo,
        nature=nature_de(page),
        axe=Famille(famille).axe.value if famille else AXE_DE_TYPE.get(type_de_page, "comprendre"),
        partenaires=partenaires,
        etat_lien=lien.etat if lien else "",
        verifie_le=lien.verifie_le if lien else None,
        publie_le=page.last_published_at,
        est_fictif=page.est_fictif,
    )


def premiers_liens(ids: Iterable[int]) -> dict[int, Lien]:
    """The link for which each page is there: a resource's first one, a base's own address."""
    found: dict[int, Lien] = {}
    occurrences = OccurrenceLien.objects.filter(page_id__in=ids, en_ligne=True, champ__in=("liens.0.url", "url"))
    for occurrence in occurrences.select_related("lien"):
        if occurrence.page_id is not None:
            found[occurrence.page_id] = occurrence.lien
    return found


def _partenaires(ids: list[int]) -> Iterable[tuple[int, str, str]]:
    lies = PagePartenaire.objects.filter(page_id__in=ids).order_by("page_id", "sort_order")
    return lies.values_list("page_id", "partenaire__nom", "partenaire__sigle")
