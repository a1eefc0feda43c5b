"""XLSX and ODS workbooks as grids of text. Formulas are never run: what an application last computed is read."""

import io
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum

from sheets.reading.archives import DAMAGED, PROTECTED, Looked, look_into
from sheets.reading.beyond import Beyond, beyond_ods, beyond_xlsx, merged_ods
from sheets.reading.grids import Grid, UnreadableSheetError, Workbook, clean_text, keep_lines

OLD = "C’est un ancien classeur Excel (.xls)\u00a0: ouvrez-le, puis enregistrez-le au format XLSX ou CSV."
NO_WORKBOOK = "C’est une archive, et pas un classeur\u00a0: décompressez-la, puis donnez la feuille qu’elle contient."
ALL_HIDDEN = "Toutes les feuilles de ce classeur sont masquées\u00a0: affichez celle qu’il faut lire."
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")

Range = tuple[tuple[int, int], tuple[int, int]]


def read_old(octets: bytes) -> Workbook:
    """Raises UnreadableSheetError: a workbook of before 2007, or a new one behind a password, looks like this."""
    raise UnreadableSheetError(PROTECTED if _ENCRYPTED in octets else OLD)


def read_workbook(octets: bytes) -> Workbook:
    """Every sheet that is shown. Raises UnreadableSheetError."""
    looked = look_into(octets)
    is_ods = "content.xml" in looked.names
    if not is_ods and "xl/workbook.xml" not in looked.names:
        raise UnreadableSheetError(NO_WORKBOOK)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(octets))
        shown = [one.name for one in book.sheets_metadata if one.visible == SheetVisibleEnum.Visible]
        hidden = [one.name for one in book.sheets_metadata if one.visible != SheetVisibleEnum.Visible]
        if not shown:
            raise UnreadableSheetError(ALL_HIDDEN)
        return Workbook([_grid(book, name, octets, looked, is_ods=is_ods) for name in shown], hidden)
    except (CalamineError, ValueError, KeyError) as exc:
        if isinstance(exc, UnreadableSheetError):
            raise
        raise UnreadableSheetError(DAMAGED) from exc


def _grid(book: CalamineWorkbook, name: str, octets: bytes, looked: Looked, *, is_ods: bool) -> Grid:
    sheet = book.get_sheet_by_name(name)
    if sheet.end is None:
        return Grid(name)
    merged: Iterable[Range] = sheet.merged_cell_ranges or ()
    if is_ods:
        merged = merged_ods(octets, name) if looked.has_merged else ()
    filling = dict(_to_fill(merged))
    beyond: Iterable[Beyond] = ()
    if looked.says_more:
        beyond = beyond_ods(octets, name) if is_ods else beyond_xlsx(octets, name)
    more = {(one.line, one.rank): one for one in beyond}
    rows = sheet.to_python(skip_empty_area=False)
    grid = keep_lines(name, _texts(rows, more, {at for at, _ in filling.items()}, filling))
    grid.merged = sorted({_named(first, last) for _, (first, last) in filling.items()})
    for number, cells in grid.lines:
        for rank in range(len(cells)):
            one = more.get((number, rank))
            if one is None:
                continue
            if one.link:
                grid.links.setdefault(number, {})[rank] = one.link
    for (number, rank), one in more.items():
        if one.has_formula and not one.link and _is_blank(rows, number - 1, rank):
            grid.unknown.setdefault(number, []).append(rank)
    return grid


def _is_blank(rows: list[list[Any]], line: int, rank: int) -> bool:
    return line >= len(rows) or rank >= len(rows[line]) or rows[line][rank] == ""


def _to_fill(merged: Iterable[Range]) -> Iterator[tuple[tuple[int, int], Range]]:
    """Cells below the first of a range, which stand for the same: a name merged down a column holds for every line."""
    for first, last in merged:
        for line in range(first[0] + 1, min(last[0], first[0] + 10_000) + 1):
            yield (line, first[1]), (first, last)


def _named(first: tuple[int, int], last: tuple[int, int]) -> str:
    return f"{column_name(first[1])}{first[0] + 1}\u00a0à\u00a0{column_name(last[1])}{last[0] + 1}"


def column_name(rank: int) -> str:
    """A, B … Z, AA: what a spreadsheet calls its columns, from rank 0."""
    name = ""
    rank += 1
    while rank:
        rank, letter = divmod(rank - 1, 26)
        name = chr(65 + letter) + name
    return name


def _texts(
    rows: list[list[Any]],
    more: dict[tuple[int, int], Beyond],
    filled: set[tuple[int, int]],
    filling: dict[tuple[int, int], Range],
) -> Iterator[tuple[int, list[str]]]:
    for line, row in enumerate(rows):
        cells = []
        for rank, value in enumerate(row):
            at = (line, rank)
            if value == "" and at in filled:
                source = filling[at][0]
                value = rows[source[0]][source[1]]
                at = source
            one = more.get((at[0] + 1, at[1]))
            # A link whose words nobody calculated says at least where it leads.
            shown = (one.shown or (one.link if value == "" else "")) if one is not None else ""
            cells.append(shown or as_text(value))
        yield line + 1, cells


def as_text(value: Any) -> str:
    """A value as French editors write it, dates as 2026-01-31 apart: they are read without a doubt."""
    if isinstance(value, str):
        return clean_text(value)
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value).replace(".", ",")
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "minutes")
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, int | time | timedelta) else ""
