"""Pages as rows of a list: what a visitor reads of each, by a fixed number of queries however many there are."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import F, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import cached_property
from wagtail.query import PageQuerySet

from ground.keeping.offers import page_key, shows
from liens.states import EtatDuLien, premiers_liens
from pages.models import PageEditoriale, PagePartenaire
from pages.tree_paths import Adresses
from pages.visibility import PagesPubliques
from public.navigation import Navigation, navigation
from taxonomy.enums import Famille

COLONNES = (
    "pk",
    "path",
    "url_path",
    "title",
    "chapo",
    "content_type",
    "est_fictif",
    "last_published_at",
    "nature_nom",
    "famille",
)


@dataclass(frozen=True, slots=True)
class ListedPage:
    """One page in a list. `axe` is the code of the axe that its nature serves, "" when it has none."""

    id: int
    titre: str
    url: str
    chapo: str
    nature: str
    axe: str
    partenaires: tuple[str, ...]
    lien: "EtatDuLien | None"
    publie_le: datetime | None
    est_fictif: bool

    @property
    def etat_lien(self) -> str:
        """The state of the link for which the page is there, "" without one."""
        return self.lien.etat if self.lien else ""

    @property
    def verifie_le(self) -> datetime | None:
        """When that link was last seen alive."""
        return self.lien.verifie_le if self.lien else None


class RowBook:
    """The rows that one answer shows, gathered so that all its lists are made by the same few queries."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self._listes: list[tuple[list[ListedPage], list[Any]]] = []
        self._attendues: list[tuple[list[ListedPage], list[int]]] = []

    @cached_property
    def navigation(self) -> Navigation:
        """Read once for the whole answer."""
        return navigation()

    def visibles(self, pages: PageQuerySet) -> PageQuerySet:
        """Those that any visitor may find: published, not restricted, still valid."""
        today: date = timezone.localdate()
        valid = Q(valable_jusqu_au__isnull=True) | Q(valable_jusqu_au__gte=today)
        shown: PageQuerySet = pages.filter(self._public.condition(), valid)
        return shown

    def choix(self, pages: PageQuerySet) -> PageQuerySet:
        """The same as plain values: the little that a row needs of each."""
        named = self.visibles(pages).annotate(
            nature_nom=F("ressource__nature__nom"), famille=F("ressource__nature__famille")
        )
        lean: PageQuerySet = named.values_list(*COLONNES, named=True)
        return lean

    def lignes(self, pages: Iterable[Any]) -> list[ListedPage]:
        """A list that `remplir` fills with the rows of `pages` (of `choix`), in the same order."""
        rows: list[ListedPage] = []
        self._listes.append((rows, list(pages)))
        return rows

    def lignes_par_id(self, ids: Iterable[int]) -> list[ListedPage]:
        """A list that `remplir` fills with the rows of these pages, in this order; without those that are not shown."""
        rows: list[ListedPage] = []
        self._attendues.append((rows, list(ids)))
        return rows

    def premieres(self, pages: PageQuerySet, nombre: int) -> list[ListedPage]:
        """The same for the first of `pages`: thousands are sorted by their ids alone, then a few rows are read."""
        return self.lignes_par_id(self.visibles(pages).values_list("pk", flat=True)[:nombre])

    def fill(self) -> None:
        """Fill every list: three queries at most, none when there is no page."""
        ids = {pk for _, wanted in self._attendues for pk in wanted}
        found = {page.pk: page for page in self.choix(PageEditoriale.objects.filter(pk__in=ids))} if ids else {}
        self._listes += [(liste, [found[pk] for pk in wanted if pk in found]) for liste, wanted in self._attendues]
        self._attendues.clear()
        rows = lignes_de({page.pk: page for _, pages in self._listes for page in pages}.values(), self.adresses)
        for liste, pages in self._listes:
            liste.extend(rows[page.pk] for page in pages)
        self._listes.clear()
        shows(self.request, *map(page_key, rows))

    @cached_property
    def adresses(self) -> Adresses:
        """The addresses of the site that is asked."""
        return Adresses.pour(self.request)

    @cached_property
    def _public(self) -> PagesPubliques:
        return PagesPubliques()


def type_de(page: Any) -> type[PageEditoriale]:
    """The type of a page of `choix`, from the content types that Django keeps in memory."""
    model = ContentType.objects.get_for_id(page.content_type).model_class()
    return model if model is not None and issubclass(model, PageEditoriale) else PageEditoriale


def nature_de(page: Any) -> str:
    """What a visitor reads first of a page: a resource's nature, or what editors call the page's type."""
    if page.nature_nom:
        return str(page.nature_nom)
    name = str(type_de(page)._meta.verbose_name)
    return name[:1].upper() + name[1:]


def lignes_de(pages: Iterable[Any], adresses: Adresses) -> dict[int, ListedPage]:
    """Rows by page id."""
    pages = list(pages)
    if not pages:
        return {}
    ids = [page.pk for page in pages]
    partenaires: dict[int, list[str]] = defaultdict(list)
    for pk, nom, sigle in _partenaires(ids):
        partenaires[pk].append(sigle or nom)
    liens = premiers_liens(ids)
    return {page.pk: _ligne(page, adresses, tuple(partenaires[page.pk]), liens.get(page.pk)) for page in pages}


def _ligne(page: Any, adresses: Adresses, partenaires: tuple[str, ...], lien: EtatDuLien | None) -> ListedPage:
    model = type_de(page)
    famille = page.famille
    return ListedPage(
        id=page.pk,
        titre=page.title,
        url=adresses.de(page.url_path),
        chapo=page.chapo,
        nature=nature_de(page),
        axe=Famille(famille).axe.value if famille else model.axe_served.value,
        partenaires=partenaires,
        lien=lien,
        publie_le=page.last_published_at,
        est_fictif=page.est_fictif,
    )


def _partenaires(ids: list[int]) -> "QuerySet[PagePartenaire, tuple[int, str, str]]":
    lies = PagePartenaire.objects.filter(page_id__in=ids).order_by("page_id", "sort_order")
    return lies.values_list("page_id", "partenaire__nom", "partenaire__sigle")
