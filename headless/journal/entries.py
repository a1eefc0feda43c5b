"""The journal as others read it: by the API and in the messages to other sites."""

from collections.abc import Callable, Iterable
from typing import Any

from headless.journal.enums import Evenement, Objet
from headless.journal.models import Modification
from liens.models import Lien


def lignes(modifications: Iterable[Modification]) -> list[dict[str, Any]]:
    """Each change as `ModificationSchema`; the addresses of links by one query."""
    rows = list(modifications)
    urls = dict(Lien.objects.filter(pk__in={one.lien_id for one in rows if one.lien_id}).values_list("pk", "url"))
    return [_ligne(one, urls) for one in rows]


def _ligne(one: Modification, urls: dict[int, str]) -> dict[str, Any]:
    about = Evenement(one.evenement).objet
    return {"numero": one.numero, "type": one.evenement, "le": one.le, about.value: PARTS[about](one, urls)}


def _page(one: Modification, urls: dict[int, str]) -> dict[str, Any]:
    return {"id": one.page_id, "type": one.type_de_page, "chemin": one.chemin, "ancien_chemin": one.ancien_chemin}


def _terme(one: Modification, urls: dict[int, str]) -> dict[str, Any]:
    return {"liste": one.liste, "slug": one.slug, "devenu": one.devenu}


def _lien(one: Modification, urls: dict[int, str]) -> dict[str, Any]:
    url = urls.get(one.lien_id or 0, "")
    return {"id": one.lien_id, "url": url, "ancien_etat": one.ancien_etat, "etat": one.etat}


def _parution(one: Modification, urls: dict[int, str]) -> dict[str, Any]:
    return {"id": one.parution_id}


#: What is told of that which changed, under its own name.
PARTS: dict[Objet, Callable[[Modification, dict[int, str]], dict[str, Any]]] = {
    Objet.PAGE: _page,
    Objet.TERME: _terme,
    Objet.LIEN: _lien,
    Objet.PARUTION: _parution,
}
