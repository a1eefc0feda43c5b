"""The journal as others read it: by the API and in the messages to other sites."""

from collections.abc import Iterable
from typing import Any

from headless.journal.models import Modification
from liens.models import Lien


def lignes(modifications: Iterable[Modification]) -> list[dict[str, Any]]:
    """Each change as `ModificationSchema`; the addresses of links by one query."""
    rows = list(modifications)
    urls = dict(Lien.objects.filter(pk__in={one.lien_id for one in rows if one.lien_id}).values_list("pk", "url"))
    return [_ligne(one, urls) for one in rows]


def _ligne(one: Modification, urls: dict[int, str]) -> dict[str, Any]:
    shown: dict[str, Any] = {"numero": one.numero, "type": one.evenement, "le": one.le}
    if one.page_id is not None:
        shown["page"] = {
            "id": one.page_id,
            "type": one.type_de_page,
            "chemin": one.chemin,
            "ancien_chemin": one.ancien_chemin,
        }
    if one.slug:
        shown["terme"] = {"liste": one.liste, "slug": one.slug, "devenu": one.devenu}
    if one.lien_id is not None:
        url = urls.get(one.lien_id, "")
        shown["lien"] = {"id": one.lien_id, "url": url, "ancien_etat": one.ancien_etat, "etat": one.etat}
    return shown
