"""What a visitor may know of the links: addresses that a public page cites, and those pages.

A page is public when it is live and neither it nor a page above it is restricted. Drafts, cards of partners and
redirections bring nothing in.
"""

from collections import defaultdict
from collections.abc import Collection
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest

from liens.models import Lien, OccurrenceLien
from liens.models.lien import LienQuerySet
from pages.models import PageEditoriale
from pages.tree_paths import chemins_prives


class PagesPubliques:
    """What any visitor may read: live, and under no restriction."""

    def __init__(self) -> None:
        self.privees = sorted(chemins_prives())

    def condition(self, prefixe: str = "") -> Q:
        """On pages, or on rows that lead to one by `prefixe`."""
        asked = Q(**{f"{prefixe}live": True})
        for path in self.privees:
            asked &= ~Q(**{f"{prefixe}path__startswith": path})
        return asked

    def citations(self) -> QuerySet[OccurrenceLien]:
        """The places of these pages that cite an address."""
        return OccurrenceLien.objects.filter(self.condition("page__"), en_ligne=True)

    def liens(self) -> LienQuerySet:
        """Addresses that can be opened and that one of these pages cites."""
        return Lien.objects.exclude(hote="").filter(Exists(self.citations().filter(lien=OuterRef("pk"))))


def lignes_de(
    liens: QuerySet[Lien], public: PagesPubliques, request: HttpRequest, *, au_plus: int
) -> list[dict[str, Any]]:
    """The links as the API gives them, each with at most `au_plus` of its pages; three queries however many."""
    rows = list(liens)
    citing: dict[int, set[int]] = defaultdict(set)
    pairs = public.citations().filter(lien__in=[lien.pk for lien in rows]).values_list("lien_id", "page_id")
    for lien, page in pairs.order_by().distinct():
        citing[lien].add(page)
    shown = {lien: sorted(pages)[:au_plus] for lien, pages in citing.items()}
    pages = _pages({page for pages in shown.values() for page in pages}, request)
    return [
        {
            "id": lien.pk,
            "url": lien.url,
            "hote": lien.hote,
            "etat": lien.etat,
            "etat_label": lien.get_etat_display(),
            "verifie_le": lien.verifie_le,
            "controle_le": lien.controle_le,
            "nombre_de_pages": len(citing[lien.pk]),
            "pages": [pages[pk] for pk in shown.get(lien.pk, ()) if pk in pages],
        }
        for lien in rows
    ]


def _pages(ids: Collection[int], request: HttpRequest) -> dict[int, dict[str, Any]]:
    found = PageEditoriale.objects.filter(pk__in=ids).only("title", "url_path", "path", "depth", "content_type")
    return {
        page.pk: {
            "id": page.pk,
            "titre": page.title,
            "url": page.get_url(request) or "",
            "type_de_page": page.cached_content_type.model,
        }
        for page in found
    }
