"""What a spreadsheet is given."""

import csv
from collections.abc import Iterable, Iterator
from typing import Any

#: With their full-width forms, which spreadsheets of some languages read as formulas too.
DEBUTS_DE_FORMULE = frozenset("=+-@＝＋－＠\t\r\n")
#: By which a spreadsheet knows UTF-8.
MARK = "\ufeff"


def sans_formule(cell: Any) -> Any:
    """A text that begins like a formula would be run by a spreadsheet: it is marked as text."""
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in DEBUTS_DE_FORMULE else cell


def csv_lines(headings: Iterable[str], rows: Iterable[Iterable[Any]]) -> Iterator[str]:
    """The lines of a table as French spreadsheets open it: « ; » between cells, none of them a formula."""
    writer = csv.writer(_Line(), delimiter=";", lineterminator="\r\n")
    yield MARK + str(writer.writerow(headings))
    for row in rows:
        yield str(writer.writerow([sans_formule(cell) for cell in row]))


class _Line:
    """A file that gives back what is written to it, for csv to write on."""

    def write(self, line: str) -> str:
        return line
