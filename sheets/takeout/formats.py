"""A table as XLSX, ODS or CSV. Every cell is a text: no code loses its zeros, and nothing is a formula.

XlsxWriter makes the workbook: its styles, heads and notes. Its rows and those of an ODS are written as a stream:
XlsxWriter takes three times as long for a cell, odfdo builds a whole tree first. LibreOffice, openpyxl and calamine
read what is written here, and tests have them do it.
"""

import io
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final
from xml.sax.saxutils import escape

from django.http import HttpResponse
from xlsxwriter import Workbook
from xlsxwriter.utility import xl_col_to_name

from ground.spreadsheets import csv_lines

Rows = Iterable[Sequence[str]]
XLSX, ODS, CSV = "xlsx", "ods", "csv"
#: Formats and how they are called, in the order in which they are offered.
FORMATS: Final = {XLSX: "XLSX (Excel)", ODS: "ODS (LibreOffice)", CSV: "CSV"}
TYPES: Final = {
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ODS: "application/vnd.oasis.opendocument.spreadsheet",
    CSV: "text/csv; charset=utf-8",
}
#: What a cell of a workbook holds at most, by Excel’s own limit.
CELL_AT_MOST = 32_767
#: Characters that XML cannot hold.
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
WIDTH = 24
_FIRST_SHEET = "xl/worksheets/sheet1.xml"
#: Row 2 of the frame, and the style of its cell.
_SECOND_ROW = re.compile(r'<row r="2".*?<c r="A2" s="(\d+)".*?</row>')
#: How many rows there are is not known when the sheet begins. It may be left out.
_DIMENSION = re.compile(r"<dimension [^>]*/>")
_LOOKS_LIKE_A_CODE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


def written(form: str, title: str, headings: Sequence[str], rows: Rows, notes: Sequence[Sequence[str]] = ()) -> bytes:
    """The file. `notes`: lines of a second sheet, which a CSV does not have."""
    if form == CSV:
        return "".join(csv_lines(headings, rows)).encode("utf-8")
    write: Callable[..., bytes] = _xlsx if form == XLSX else _ods
    return write(title, headings, rows, notes)


def answer(form: str, name: str, octets: bytes) -> HttpResponse:
    """The file as something to be saved under this name."""
    response = HttpResponse(octets, content_type=TYPES[form])
    response["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    response["Cache-Control"] = "private, no-store"
    return response


def _xlsx(title: str, headings: Sequence[str], rows: Rows, notes: Sequence[Sequence[str]]) -> bytes:
    written_to = io.BytesIO()
    with (
        zipfile.ZipFile(_frame(title, headings, notes)) as frame,
        zipfile.ZipFile(written_to, "w", zipfile.ZIP_DEFLATED) as book,
    ):
        for part in frame.infolist():
            if part.filename != _FIRST_SHEET:
                book.writestr(part, frame.read(part))
                continue
            before, style, after = _SECOND_ROW.split(_DIMENSION.sub("", frame.read(part).decode("utf-8")))
            with book.open(part, "w") as sheet:
                sheet.write(before.encode("utf-8"))
                starts = [f'{xl_col_to_name(rank)}%d" s="{style}" t="inlineStr"' for rank in range(len(headings))]
                for line, row in enumerate(rows, 2):
                    sheet.write(_line(line, row, starts).encode("utf-8"))
                sheet.write(after.encode("utf-8"))
    return written_to.getvalue()


def _line(line: int, row: Sequence[str], starts: Sequence[str]) -> str:
    cells = [
        f'<c r="{start % line}><is><t xml:space="preserve">{_in_a_workbook(cell[:CELL_AT_MOST])}</t></is></c>'
        for start, cell in zip(starts, row, strict=True)
        if cell
    ]
    return f'<row r="{line}">{"".join(cells)}</row>'


def _in_a_workbook(text: str) -> str:
    # Excel takes `_x0041_` for the letter A.
    return escape(_LOOKS_LIKE_A_CODE.sub("_x005F_", _UNWRITABLE.sub("", text)))


def _frame(title: str, headings: Sequence[str], notes: Sequence[Sequence[str]]) -> io.BytesIO:
    """The workbook with its headings, and one row that those to come are put in the place of."""
    written_to = io.BytesIO()
    with Workbook(written_to, {"constant_memory": True, "strings_to_urls": False, "default_date_format": ""}) as book:
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        # Whoever types a code below the last line keeps its zeros too.
        text = book.add_format({"num_format": "@"})
        sheet = book.add_worksheet(_sheet_name(title))
        sheet.set_column(0, len(headings) - 1, WIDTH, text)
        sheet.freeze_panes(1, 0)
        for rank, heading in enumerate(headings):
            sheet.write_string(0, rank, heading, bold)
        sheet.write_string(1, 0, "where the rows go", text)
        if notes:
            beside = book.add_worksheet("Aide")
            beside.set_column(0, 2, 40)
            for line, row in enumerate(notes):
                for rank, cell in enumerate(row):
                    beside.write_string(line, rank, cell, bold if line == 0 else None)
    return written_to


_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
    ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    ' xmlns:number="urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0"'
    ' xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0" office:version="1.3">'
    '<office:automatic-styles><number:text-style style:name="texte"><number:text-content/></number:text-style>'
    '<style:style style:name="c" style:family="table-cell" style:data-style-name="texte"/>'
    '<style:style style:name="g" style:family="table-cell" style:data-style-name="texte">'
    '<style:text-properties fo:font-weight="bold"/></style:style>'
    '<style:style style:name="l" style:family="table-column">'
    '<style:table-column-properties style:column-width="5cm"/></style:style>'
    "</office:automatic-styles><office:body><office:spreadsheet>"
)
_TAIL = "</office:spreadsheet></office:body></office:document-content>"
_MANIFEST = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.3">'
    f'<manifest:file-entry manifest:full-path="/" manifest:version="1.3" manifest:media-type="{TYPES[ODS]}"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
)


def _ods(title: str, headings: Sequence[str], rows: Rows, notes: Sequence[Sequence[str]]) -> bytes:
    written_to = io.BytesIO()
    with zipfile.ZipFile(written_to, "w", zipfile.ZIP_DEFLATED) as archive:
        # The type comes first and as it is: programs know the file by it.
        archive.writestr("mimetype", TYPES[ODS], compress_type=zipfile.ZIP_STORED)
        with archive.open("content.xml", "w") as content:
            content.write(_HEAD.encode("utf-8"))
            for piece in _table(_sheet_name(title), headings, rows):
                content.write(piece.encode("utf-8"))
            if notes:
                for piece in _table("Aide", notes[0], notes[1:]):
                    content.write(piece.encode("utf-8"))
            content.write(_TAIL.encode("utf-8"))
        archive.writestr("META-INF/manifest.xml", _MANIFEST)
    return written_to.getvalue()


def _table(name: str, headings: Sequence[str], rows: Rows) -> Iterator[str]:
    yield f'<table:table table:name="{escape(name, {chr(34): "&quot;"})}">'
    yield (
        f'<table:table-column table:style-name="l" table:number-columns-repeated="{len(headings)}"'
        ' table:default-cell-style-name="c"/>'
    )
    yield _row(headings, "g")
    for row in rows:
        yield _row(row, "c")
    yield "</table:table>"


def _row(cells: Sequence[str], style: str) -> str:
    return f"<table:table-row>{''.join(_cell(one, style) for one in cells)}</table:table-row>"


def _cell(text: str, style: str) -> str:
    if not text:
        return "<table:table-cell/>"
    lines = escape(_UNWRITABLE.sub("", text)).split("\n")
    paragraphs = "".join(f"<text:p>{line}</text:p>" for line in lines)
    return f'<table:table-cell table:style-name="{style}" office:value-type="string">{paragraphs}</table:table-cell>'


def _sheet_name(title: str) -> str:
    """As Excel allows it: 31 characters, none of those that name cells."""
    return "".join(one for one in title if one not in "[]:*?/\\'")[:31] or "Feuille"
