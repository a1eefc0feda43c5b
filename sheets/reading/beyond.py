"""What a workbook says beside its values: addresses behind texts, codes padded by a format, formulas without a result.

calamine gives values alone. openpyxl tells the rest of an XLSX. An ODS is read row by row with lxml: odfdo, which the
project has too, takes five times as long and holds the whole of it (231 MB for 180 000 cells, against 19).
"""

import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from typing import Any, NamedTuple

from lxml import etree

#: `=HYPERLINK("https://…"; "words")`: the address is read, the formula is not run.
_HYPERLINK = re.compile(r'^(?:of:)?=(?:_xlfn\.)?HYPERLINK\(\s*"([^"]+)"', re.IGNORECASE)
_OFFICE = "urn:oasis:names:tc:opendocument:xmlns:"
TABLE, TEXT, OF = (f"{{{_OFFICE}{name}:1.0}}" for name in ("table", "text", "office"))
HREF = "{http://www.w3.org/1999/xlink}href"
#: A row or a cell repeated more often than this is the rest of an empty sheet.
REPEATED_AT_MOST = 200


class Beyond(NamedTuple):
    """Of one cell: its line from 1, its rank from 0; what is known of it beside its value."""

    line: int
    rank: int
    link: str = ""
    shown: str = ""
    has_formula: bool = False


def beyond_xlsx(octets: bytes, name: str) -> Iterator[Beyond]:
    """Of the cells of this sheet that have more than a value."""
    from openpyxl import load_workbook  # as in `taxonomy.loading.sheets`

    with warnings.catch_warnings():
        # What openpyxl says of styles and extensions that it does not know is of no use here.
        warnings.simplefilter("ignore")
        sheet = load_workbook(io.BytesIO(octets), rich_text=False, keep_links=False)[name]
    for row in sheet.iter_rows():
        for cell in row:
            value = cell.value
            if value is None:
                continue
            link = cell.hyperlink.target or "" if cell.hyperlink else ""
            formula = isinstance(value, str) and cell.data_type == "f"
            if formula and not link and (named := _HYPERLINK.match(value)):
                link = named[1]
            shown = _padded(value, str(cell.number_format))
            if link or shown or formula:
                yield Beyond(cell.row, cell.column - 1, link, shown, formula)


def _padded(value: Any, number_format: str) -> str:
    """A whole number as a format of zeros alone shows it: `01001`; "" for any other."""
    if set(number_format) != {"0"} or len(number_format) < 2 or isinstance(value, bool):
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value).zfill(len(number_format)) if isinstance(value, int) else ""


def beyond_ods(octets: bytes, name: str) -> Iterator[Beyond]:
    """The same of an ODS, whose cells keep their value as it is shown beside it."""
    for line, row in _rows_of_ods(octets, name):
        yield from _of_row(row, line + 1)


def _rows_of_ods(octets: bytes, name: str) -> Iterator[tuple[int, Any]]:
    """(line from 0, element) of each row of this sheet; the element is emptied once it was looked at."""
    with zipfile.ZipFile(io.BytesIO(octets)) as archive, archive.open("content.xml") as content:
        line, ours = 0, False
        tags = (f"{TABLE}table", f"{TABLE}table-row")
        reading = etree.iterparse(content, events=("start", "end"), tag=tags, resolve_entities=False, no_network=True)
        for event, element in reading:
            if element.tag == tags[0]:
                if event == "start":
                    line, ours = 0, element.get(f"{TABLE}name") == name
            elif event == "end":
                if ours:
                    yield line, element
                line += int(element.get(f"{TABLE}number-rows-repeated", 1))
                element.clear()


def _of_row(row: Any, line: int) -> Iterator[Beyond]:
    rank = 0
    for cell in row:
        repeated = int(cell.get(f"{TABLE}number-columns-repeated", 1))
        found = _of_cell(cell)
        if found is not None and repeated <= REPEATED_AT_MOST:
            for one in range(rank, rank + repeated):
                yield Beyond(line, one, *found)
        rank += repeated


def _of_cell(cell: Any) -> tuple[str, str, bool] | None:
    formula = cell.get(f"{TABLE}formula") or ""
    link = next((one.get(HREF) for one in cell.iter(f"{TEXT}a") if one.get(HREF)), "")
    if not link and (named := _HYPERLINK.match(formula)):
        link = named[1]
    shown = ""
    if cell.get(f"{OF}value-type") == "float":
        text = "".join("".join(one.itertext()) for one in cell.iterchildren(f"{TEXT}p"))
        shown = text if text.isdecimal() and text.startswith("0") and len(text) > 1 else ""
    return (link, shown, bool(formula)) if link or shown or formula else None


def merged_ods(octets: bytes, name: str) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    """Ranges of an ODS that are one cell: ((first line, first rank), (last line, last rank)), all from 0."""
    for line, row in _rows_of_ods(octets, name):
        rank = 0
        for cell in row:
            down = int(cell.get(f"{TABLE}number-rows-spanned", 1))
            across = int(cell.get(f"{TABLE}number-columns-spanned", 1))
            if down > 1 or across > 1:
                yield (line, rank), (line + down - 1, rank + across - 1)
            rank += int(cell.get(f"{TABLE}number-columns-repeated", 1))
