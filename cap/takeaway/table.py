"""As a table: CSV with semicolons, which spreadsheets set to French open as it is."""

import csv
from io import StringIO

from cap.takeaway.content import Chose, Contenu
from ground.spreadsheets import sans_formule

ENTETES = (
    "Colonne",
    "Titre",
    "Adresse",
    "État",
    "Échéance",
    "Note",
    "Lien",
    "Vérifié le",
    "Ce qu’est devenue la page",
    "À la place",
)


def csv_de(contenu: Contenu) -> bytes:
    """One row for each element. Cells that a spreadsheet would run are marked as text."""
    file = StringIO()
    writer = csv.writer(file, delimiter=";")
    writer.writerow(ENTETES)
    for partie in contenu.parties:
        writer.writerows([sans_formule(cell) for cell in _cellules(partie.titre, one)] for one in partie.elements)
    # The mark tells spreadsheets that the text is UTF-8.
    return ("\ufeff" + file.getvalue()).encode()


def _cellules(colonne: str, chose: Chose) -> tuple[str, ...]:
    return (
        colonne,
        chose.titre,
        chose.url,
        chose.statut_dit,
        chose.echeance.isoformat() if chose.echeance else "",
        chose.note,
        chose.lien_dit,
        chose.lien_verifie_le.date().isoformat() if chose.lien_verifie_le else "",
        chose.devenir_dit,
        " ".join(one.url for one in chose.remplacants),
    )
