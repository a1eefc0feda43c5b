"""The forms in which a C.A.P. is taken away, and the answer that carries each."""

from collections.abc import Callable
from typing import NamedTuple

from django.http import HttpResponse
from django.utils.module_loading import import_string

from cap.takeaway.content import Contenu


class TakeawayForm(NamedTuple):
    """What writes it, what it is for programs and for visitors, whether it is a file to keep or an address to follow.

    The writer is imported when it is first asked for: the engine of the PDF alone weighs more than most requests need.
    """

    ecrivain: str
    type_mime: str
    libelle: str
    est_un_fichier: bool = True

    def write(self, contenu: Contenu) -> bytes:
        """The C.A.P. in this form."""
        writer: Callable[[Contenu], bytes] = import_string(f"cap.takeaway.{self.ecrivain}")
        return writer(contenu)


FORMES: dict[str, TakeawayForm] = {
    "pdf": TakeawayForm("pdf.pdf_de", "application/pdf", "document (PDF)"),
    "odt": TakeawayForm("text.odt_de", "application/vnd.oasis.opendocument.text", "texte à modifier (ODT)"),
    "csv": TakeawayForm("table.csv_de", "text/csv; charset=utf-8", "tableau (CSV)"),
    "json": TakeawayForm("data.json_de", "application/json", "données (JSON)"),
    "ics": TakeawayForm(
        "calendar.ics_de", "text/calendar; charset=utf-8", "calendrier des échéances (ICS)", est_un_fichier=False
    ),
    "atom": TakeawayForm(
        "feed.atom_de", "application/atom+xml; charset=utf-8", "fil de ce qui change (Atom)", est_un_fichier=False
    ),
}
#: What the pages of a C.A.P. offer: files to keep, and addresses to follow.
OFFERTES = {
    "fichiers": {nom: forme.libelle for nom, forme in FORMES.items() if forme.est_un_fichier},
    "flux": {nom: forme.libelle for nom, forme in FORMES.items() if not forme.est_un_fichier},
}


def reponse(contenu: Contenu, nom: str) -> HttpResponse:
    """The C.A.P. in the form of this name (of FORMES)."""
    forme = FORMES[nom]
    response = HttpResponse(forme.write(contenu), content_type=forme.type_mime)
    if forme.est_un_fichier:
        response["Content-Disposition"] = f'attachment; filename="cap-2030.{nom}"'
    return response
