"""CSV as people save it: separated by semicolons, commas or tabs; UTF-8 with or without a mark, or Windows-1252."""

import csv
import io
from collections import Counter
from collections.abc import Iterator

from ground.spreadsheets import DEBUTS_DE_FORMULE
from sheets.reading.grids import UnreadableSheetError as Unreadable
from sheets.reading.grids import Workbook, clean_text, keep_lines
from taxonomy.loading.sheets import texte_de

SEPARATORS = ";,\t|"
LOOKED_AT = 40
NO_TABLE = "Ce fichier n’est ni une feuille de calcul ni un tableau en CSV\u00a0: donnez un XLSX, un ODS ou un CSV."
UNCLOSED = (
    "Ligne {line}\u00a0: une cellule est démesurée, sans doute un guillemet qui n’est pas refermé. Corrigez-la, ou"
    " enregistrez la feuille au format XLSX."
)


def read_text(octets: bytes, name: str) -> Workbook:
    """The one table of a CSV. Raises UnreadableSheetError."""
    text = texte_de(octets)
    if "\x00" in text[:4096] or (text and sum(one < " " and one not in "\n\r\t" for one in text[:4096]) > 40):
        raise Unreadable(NO_TABLE)
    # Old spreadsheets end their lines with \r alone, which the reader refuses.
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return Workbook([keep_lines(name, _rows(text, separator_of(text)))])


def separator_of(text: str) -> str:
    """The separator by which most lines have the same number of cells; of several, the one that makes most."""
    beginning = "\n".join(text.split("\n", LOOKED_AT)[:LOOKED_AT])

    def regularity(separator: str) -> tuple[int, int]:
        try:
            widths = Counter(len(row) for row in csv.reader(io.StringIO(beginning), delimiter=separator) if any(row))
        except csv.Error:
            return (0, 0)
        of_tables = [(lines * width, width) for width, lines in widths.items() if width > 1]
        return max(of_tables, default=(0, 0))

    return max(SEPARATORS, key=regularity)


def _rows(text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    reading = csv.reader(io.StringIO(text), delimiter=separator)
    while True:
        number = reading.line_num + 1
        try:
            cells = next(reading)
        except StopIteration:
            return
        except csv.Error as exc:
            raise Unreadable(UNCLOSED.format(line=number)) from exc
        yield number, [clean_text(_unmarked(cell)) for cell in cells]


def _unmarked(cell: str) -> str:
    """Without the mark by which our own exports say that a text is no formula."""
    return cell[1:] if cell[:1] == "'" and cell[1:2] in DEBUTS_DE_FORMULE and len(cell) > 1 else cell
