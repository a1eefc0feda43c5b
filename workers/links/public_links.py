"""The links of public pages as the API gives them, each with the pages that cite it."""

from collections import defaultdict
from collections.abc import Collection
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest

from liens.models import Lien
from liens.visibility import public_citations
from pages.models import PageEditoriale
from pages.visibility import PagesPubliques


def lignes_de(
    liens: QuerySet[Lien], public: PagesPubliques, request: HttpRequest, *, au_plus: int
) -> list[dict[str, Any]]:
    """The links as the API gives them, each with at most `au_plus` of its pages; three queries however many."""
    rows = list(liens)
    citing: dict[int, set[int]] = defaultdict(set)
    pairs = public_citations(public).filter(lien__in=[lien.pk for lien in rows]).values_list("lien_id", "page_id")
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
