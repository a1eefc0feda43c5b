"""A C.A.P. to take away, as a table or as data: the same elements in the same order as on the page."""

import csv
from collections.abc import Iterable
from io import StringIO
from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse

from pages.cap.models import Cap
from pages.cap.presentation import Colonne, Item, colonnes_de
from pages.enums import EtatLien
from pages.tableur import sans_formule

ENTETES = ("Colonne", "Titre", "Adresse", "État", "Échéance", "Note", "Lien", "Vérifié le", "Ce qu’est devenue la page")
LIENS = {etat.value: str(etat.label) for etat in EtatLien}


def exporter(cap: Cap, request: HttpRequest, forme: str) -> HttpResponse | None:
    """The file; None for a form that is not known."""
    ecrire = {"csv": _csv, "json": _json}.get(forme)
    if ecrire is None:
        return None
    response = ecrire(cap, colonnes_de(cap, request), request)
    response["Content-Disposition"] = f'attachment; filename="cap-2030.{forme}"'
    return response


def _csv(cap: Cap, colonnes: Iterable[Colonne], request: HttpRequest) -> HttpResponse:
    file = StringIO()
    writer = csv.writer(file, delimiter=";")
    writer.writerow(ENTETES)
    for colonne in colonnes:
        for item in colonne.items:
            told = _item(item, request)
            row = (colonne.titre, *(told[name] for name in ("titre", "url", "statut", "echeance", "note")))
            writer.writerow([sans_formule(cell) for cell in (*row, told["lien"], told["verifie_le"], told["devenir"])])
    # The mark tells spreadsheets that the text is UTF-8.
    return HttpResponse("\ufeff" + file.getvalue(), content_type="text/csv; charset=utf-8")


def _json(cap: Cap, colonnes: Iterable[Colonne], request: HttpRequest) -> HttpResponse:
    body = {
        "nom": cap.nom,
        "objectifs": cap.objectifs,
        "moyens": cap.moyens,
        "colonnes": [
            {
                "famille": one.famille.value,
                "titre": one.titre,
                "elements": [_item(item, request) for item in one.items],
            }
            for one in colonnes
        ],
    }
    return HttpResponse(orjson.dumps(body, option=orjson.OPT_INDENT_2), content_type="application/json")


def _item(item: Item, request: HttpRequest) -> dict[str, Any]:
    element, ligne = item.element, item.ligne
    checked = ligne.verifie_le if ligne else None
    return {
        "titre": item.titre,
        "url": request.build_absolute_uri(item.adresse) if item.adresse else "",
        "statut": element.get_statut_display(),
        "echeance": element.echeance.isoformat() if element.echeance else "",
        "note": element.note,
        "lien": LIENS.get(ligne.etat_lien, "") if ligne else "",
        "verifie_le": checked.date().isoformat() if checked else "",
        "devenir": item.devenir,
    }
