"""Pages as rows of a list: what a visitor reads of each, by a fixed number of queries however many there are."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone
from wagtail.query import PageQuerySet

from pages.enums import EtatLien
from pages.models import Lien, OccurrenceLien, PageEditoriale, PagePartenaire, Ressource
from taxonomy.enums import Famille

COLONNES = ("pk", "path", "title", "chapo", "content_type", "url_path", "est_fictif", "last_published_at", "locale")
SANS_FAMILLE = ""
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


def visibles(pages: PageQuerySet) -> PageQuerySet:
    """Those that any visitor may find: published, not restricted, still valid."""
    today: date = timezone.localdate()
    shown: PageQuerySet = pages.live().public()
    return shown.filter(Q(valable_jusqu_au__isnull=True) | Q(valable_jusqu_au__gte=today))


def lignes_de(pages: Iterable[PageEditoriale], request: HttpRequest | None) -> dict[int, Ligne]:
    """Rows by page id, in the order of `pages`. Three queries, none when there is no page."""
    pages = list(pages)
    if not pages:
        return {}
    ids = [page.pk for page in pages]
    natures = {pk: (nom, famille) for pk, nom, famille in _natures(ids)}
    partenaires: dict[int, list[str]] = defaultdict(list)
    for pk, nom, sigle in _partenaires(ids):
        partenaires[pk].append(sigle or nom)
    liens = premiers_liens(ids)
    rows = {}
    for page in pages:
        type_de_page = page.cached_content_type.model
        nature, famille = natures.get(page.pk, (_nom_du_type(page), SANS_FAMILLE))
        lien = liens.get(page.pk)
        rows[page.pk] = Ligne(
            id=page.pk,
            type_de_page=type_de_page,
            titre=page.title,
            url=page.get_url(request) or "",
            chapo=page.chapo,
            nature=nature,
            axe=Famille(famille).axe.value if famille else AXE_DE_TYPE.get(type_de_page, "comprendre"),
            partenaires=tuple(partenaires[page.pk]),
            etat_lien=lien.etat if lien else "",
            verifie_le=lien.verifie_le if lien else None,
            publie_le=page.last_published_at,
            est_fictif=page.est_fictif,
        )
    return rows


def premiers_liens(ids: Iterable[int]) -> dict[int, Lien]:
    """The link for which each page is there: a resource's first one, a base's own address."""
    found: dict[int, Lien] = {}
    occurrences = OccurrenceLien.objects.filter(page_id__in=ids, en_ligne=True, champ__in=("liens.0.url", "url"))
    for occurrence in occurrences.select_related("lien"):
        if occurrence.page_id is not None:
            found[occurrence.page_id] = occurrence.lien
    return found


def est_a_eviter(etat: str) -> bool:
    """Whether a visitor should be told before opening a link in this state."""
    return etat in {EtatLien.CASSE, EtatLien.DANGER}


def _natures(ids: list[int]) -> Iterable[tuple[int, str, str]]:
    return Ressource.objects.filter(pk__in=ids).values_list("pk", "nature__nom", "nature__famille")


def _partenaires(ids: list[int]) -> Iterable[tuple[int, str, str]]:
    lies = PagePartenaire.objects.filter(page_id__in=ids).order_by("page_id", "sort_order")
    return lies.values_list("page_id", "partenaire__nom", "partenaire__sigle")


def _nom_du_type(page: PageEditoriale) -> str:
    """« Fiche repère de territoire »: what editors call the type."""
    model = page.cached_content_type.model_class()
    name = str(model._meta.verbose_name) if model else ""
    return name[:1].upper() + name[1:]
