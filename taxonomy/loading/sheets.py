"""Turns a file that somebody published into rows of text: CSV however it was saved, or the sheets of an XLSX workbook.

Nothing is guessed: a workbook gives what its cells show, a code that a number format pads with zeros included.
"""

import csv
import io
import warnings
import zipfile
from collections.abc import Iterable, Iterator
from typing import Any

#: (number of its first line, cells).
Rangee = tuple[int, list[str]]
#: How many lines may stand above the one that names the columns.
TITRES_AU_PLUS = 20
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_ZIP, _XLS = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"


class FichierIllisible(ValueError):  # noqa: N818  the name says it in the domain’s language
    """The file, or what follows some line that the message names, is no table; the message says what to do."""


def sheets_of(octets: bytes) -> Iterator[Iterable[Rangee]]:
    """The tables of a file: one of a CSV, one for each sheet of a workbook. Raises FichierIllisible."""
    if octets.startswith(_XLS):
        raise FichierIllisible(
            "C’est un ancien classeur Excel (.xls) : ouvrez-le, puis enregistrez-le au format XLSX ou CSV."
        )
    if octets.startswith(_ZIP):
        yield from _sheets_of_workbook(octets)
    else:
        yield _rows_of_text(texte_de(octets))


def texte_de(octets: bytes) -> str:
    """The file's text: UTF-8 (with or without BOM), or what spreadsheets on Windows write."""
    if octets.startswith(_UTF_16):
        return octets.decode("utf-16", errors="replace")
    try:
        return octets.decode("utf-8-sig")
    except UnicodeDecodeError:
        return octets.decode("cp1252", errors="replace")


def _rows_of_text(texte: str) -> Iterator[Rangee]:
    """Each row of a CSV: a cell in quotation marks may hold line ends."""
    # Old spreadsheets end their lines with \r alone, which the reader refuses.
    texte = texte.replace("\r\n", "\n").replace("\r", "\n")
    beginning = "\n".join(texte.split("\n", TITRES_AU_PLUS)[:TITRES_AU_PLUS])
    lecteur = csv.reader(io.StringIO(texte), delimiter=max(";,\t", key=beginning.count))
    while True:
        numero = lecteur.line_num + 1
        try:
            cellules = next(lecteur)
        except StopIteration:
            return
        except csv.Error as exc:
            raise FichierIllisible(
                f"Ligne {numero} : une cellule est démesurée, sans doute un guillemet qui n’est pas refermé."
            ) from exc
        yield numero, cellules


def _sheets_of_workbook(octets: bytes) -> Iterator[Iterable[Rangee]]:
    try:
        names = zipfile.ZipFile(io.BytesIO(octets)).namelist()
    except zipfile.BadZipFile as exc:
        raise FichierIllisible("Le fichier est abîmé : téléchargez-le de nouveau.") from exc
    if "content.xml" in names:
        raise FichierIllisible("C’est un classeur ODS : ouvrez-le, puis enregistrez-le au format XLSX ou CSV.")
    if "xl/workbook.xml" not in names:
        raise FichierIllisible("C’est une archive : décompressez-la, puis donnez les fichiers qu’elle contient.")
    # Loaded when a workbook comes: processes that read none do without its 175 modules.
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        with warnings.catch_warnings():
            # What openpyxl says of styles that it does not know is of no use here.
            warnings.simplefilter("ignore")
            workbook = load_workbook(io.BytesIO(octets), read_only=True, data_only=True)
    except (InvalidFileException, KeyError, ValueError, zipfile.BadZipFile) as exc:
        raise FichierIllisible("Le classeur ne se lit pas : ouvrez-le, puis enregistrez-le au format CSV.") from exc
    for sheet in workbook.worksheets:
        # Some programs write a wrong size, and the rest would be left out.
        sheet.reset_dimensions()
        yield _rows_of_sheet(sheet)


def _rows_of_sheet(sheet: Any) -> Iterator[Rangee]:
    """Each row, as wide as the widest so far: empty cells at its end are left out of a workbook."""
    width = 0
    for numero, row in enumerate(sheet.iter_rows(), start=1):
        cells = [_shown(cell) for cell in row]
        width = max(width, len(cells))
        yield numero, cells + [""] * (width - len(cells))


def _shown(cell: Any) -> str:
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = str(value)
    padding = str(cell.number_format)
    return text.zfill(len(padding)) if isinstance(value, int) and set(padding) == {"0"} else text
