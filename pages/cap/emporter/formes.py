"""The forms in which a C.A.P. is taken away, and the answer that carries each."""

from collections.abc import Callable
from typing import NamedTuple

from django.http import HttpResponse

from pages.cap.emporter.calendrier import ics_de
from pages.cap.emporter.contenu import Contenu
from pages.cap.emporter.donnees import json_de
from pages.cap.emporter.fil import atom_de
from pages.cap.emporter.pdf import pdf_de
from pages.cap.emporter.tableau import csv_de
from pages.cap.emporter.texte import odt_de


class Forme(NamedTuple):
    """How to write it, what it is, and whether it is a file to keep rather than an address to subscribe to."""

    ecrire: Callable[[Contenu], bytes]
    type_mime: str
    est_un_fichier: bool = True


FORMES: dict[str, Forme] = {
    "pdf": Forme(pdf_de, "application/pdf"),
    "odt": Forme(odt_de, "application/vnd.oasis.opendocument.text"),
    "csv": Forme(csv_de, "text/csv; charset=utf-8"),
    "json": Forme(json_de, "application/json"),
    "ics": Forme(ics_de, "text/calendar; charset=utf-8", est_un_fichier=False),
    "atom": Forme(atom_de, "application/atom+xml; charset=utf-8", est_un_fichier=False),
}


def reponse(contenu: Contenu, nom: str) -> HttpResponse:
    """The C.A.P. in the form of this name (of FORMES)."""
    forme = FORMES[nom]
    response = HttpResponse(forme.ecrire(contenu), content_type=forme.type_mime)
    if forme.est_un_fichier:
        response["Content-Disposition"] = f'attachment; filename="cap-2030.{nom}"'
    return response
