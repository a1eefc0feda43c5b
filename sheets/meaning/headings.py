"""Where a table begins, and which of our columns each of its columns is: by its name, else by what it holds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from rapidfuzz import fuzz

from sheets.meaning.cells import Cell, fold
from sheets.meaning.columns import Column
from sheets.meaning.looking import Looking
from sheets.meaning.terms import singular
from sheets.reading.grids import LINES_AT_MOST, TITLES_AT_MOST, Grid, UnreadableSheetError, Workbook

#: How near two headings are, of 100, to be taken for one; shorter ones are never compared so.
NEAR_AT_LEAST, NEAR_FROM = 86, 5
#: How many cells of a column are looked at, and which share of them must look alike.
LOOKED_AT, SHARE = 40, 0.7
NO_SUCH_SHEET = "Ce classeur n’a pas de feuille «\u00a0{wanted}\u00a0». Les siennes\u00a0: {there}."
NOTHING = "Cette feuille ne contient aucune ligne sous ses en-têtes\u00a0: vérifiez que c’est la bonne."


@dataclass
class Table:
    """The sheet that is read: its headings (the number of their line, their texts), its lines, what is to be said."""

    grid: Grid
    headings: tuple[int, list[str]]
    lines: list[tuple[int, list[str]]]
    notes: list[str] = field(default_factory=list)


class Heading(NamedTuple):
    """A column of the sheet: its heading, and some of its cells."""

    text: str
    cells: list[Cell]


def table_of(workbook: Workbook, columns: Sequence[Column], wanted: str = "") -> Table:
    """The sheet of this name, else that whose headings are known best; where it begins. Raises UnreadableSheetError."""
    grids = [one for one in workbook.grids if not wanted or fold(one.name) == fold(wanted)]
    if wanted and not grids:
        there = _quoted([one.name for one in workbook.grids])
        raise UnreadableSheetError(NO_SUCH_SHEET.format(wanted=wanted, there=there))
    names = {name for column in columns for name in _names(column)}
    scored = []
    for grid in grids:
        rank, score = _heading_rank(grid, names)
        scored.append((score, len(grid.lines) - rank, grid, rank))
    if not scored:
        raise UnreadableSheetError(NOTHING)
    _, _, grid, rank = max(scored, key=lambda one: one[:2])
    lines = grid.lines[rank + 1 :]
    if not lines:
        raise UnreadableSheetError(NOTHING)
    if len(lines) > LINES_AT_MOST:
        lines = lines[:LINES_AT_MOST]
    number, headings = grid.lines[rank]
    return Table(grid, (number, headings), lines, _notes(workbook, grid, number))


def _notes(workbook: Workbook, grid: Grid, number: int) -> list[str]:
    found = []
    if number > 1:
        found.append(f"Les en-têtes sont à la ligne {number}\u00a0; ce qui est au-dessus n’est pas lu.")
    others = [one.name for one in workbook.grids if one is not grid and one.lines]
    if others:
        found.append(f"Seule la feuille «\u00a0{grid.name}\u00a0» est lue. Pas lue\u00a0: {_quoted(others)}.")
    if workbook.hidden:
        found.append(f"Masquée, donc pas lue\u00a0: {_quoted(workbook.hidden)}.")
    if grid.merged:
        more = f" et {len(grid.merged) - 5} autres" if len(grid.merged) > 5 else ""
        ranges = ", ".join(grid.merged[:5])
        found.append(
            f"Des cellules sont fusionnées ({ranges}{more})\u00a0: leur texte vaut pour chacune de leurs lignes."
        )
    if grid.unknown:
        found.append("Des formules n’ont pas de résultat enregistré\u00a0: les lignes concernées le disent.")
    return found


def _quoted(names: Sequence[str]) -> str:
    return ", ".join(f"«\u00a0{one}\u00a0»" for one in names)


def _names(column: Column) -> list[str]:
    return [singular(fold(one)) for one in (column.label, column.key, *column.names)]


def _heading_rank(grid: Grid, names: set[str]) -> tuple[int, float]:
    """Which of the first lines names the columns, and how well it is known."""
    best = (0, 0.0)
    widest = max((len([one for one in cells if one]) for _, cells in grid.lines[:TITLES_AT_MOST]), default=0)
    for rank, (_, cells) in enumerate(grid.lines[:TITLES_AT_MOST]):
        filled = [fold(one) for one in cells if one]
        known = len({singular(one) for one in filled} & names)
        # Nothing known: a line as wide as the table, of short texts that differ.
        plain = len(set(filled)) >= max(2, widest * 0.6) and all(len(one) < 60 for one in filled)
        score = known + (0.5 if plain else 0)
        if score > best[1]:
            best = (rank, score)
    return best


def headings_of(table: Table) -> list[Heading]:
    """The columns of the table, as wide as its widest line; a column without a heading has an empty one."""
    _, texts = table.headings
    width = max([len(texts), *(len(cells) for _, cells in table.lines)])
    columns: list[list[Cell]] = [[] for _ in range(width)]
    for number, cells in table.lines:
        links = table.grid.links.get(number, {})
        for rank, text in enumerate(cells):
            if text and len(columns[rank]) < LOOKED_AT:
                columns[rank].append(Cell(text, links.get(rank, "")))
    return [
        Heading(" ".join(texts[rank].split())[:200] if rank < len(texts) else "", cells)
        for rank, cells in enumerate(columns)
    ]


def propose_columns(
    headings: Sequence[Heading], columns: Sequence[Column], kept: Mapping[str, str], look: Looking
) -> list[str]:
    """For each heading the key of one of our columns, each at most once, or "".

    What the organisation chose for such a heading before comes first, then names, then near names, then contents.
    """
    found = [""] * len(headings)
    free = {column.key: column for column in columns}
    settled: set[int] = set()

    def settle(rank: int, key: str) -> None:
        found[rank] = key
        settled.add(rank)
        free.pop(key, None)

    for rank, heading in enumerate(headings):
        folded = fold(heading.text)
        if folded in kept and (not kept[folded] or kept[folded] in free):
            settle(rank, kept[folded])
    for name_of in (_labels, _names):
        for rank, heading in enumerate(headings):
            said = singular(fold(heading.text))
            if rank in settled or not said:
                continue
            key = next((key for key, column in free.items() if said in name_of(column)), "")
            if key:
                settle(rank, key)
    for rank, heading in enumerate(headings):
        if rank not in settled and (key := _near(heading, free)):
            settle(rank, key)
    for rank, heading in enumerate(headings):
        if rank not in settled and (key := _by_content(heading, free, look)):
            settle(rank, key)
    return found


def _labels(column: Column) -> list[str]:
    return [singular(fold(column.label))]


def _near(heading: Heading, free: Mapping[str, Column]) -> str:
    said = singular(fold(heading.text))
    if len(said) < NEAR_FROM:
        return ""
    scored = [
        (fuzz.token_sort_ratio(said, name), key)
        for key, column in free.items()
        for name in _names(column)
        if len(name) >= NEAR_FROM
    ]
    score, key = max(scored, default=(0, ""))
    return key if score >= NEAR_AT_LEAST else ""


def _by_content(heading: Heading, free: Mapping[str, Column], look: Looking) -> str:
    if len(heading.cells) < 2 and not heading.text:
        return ""
    for key, column in free.items():
        if type(column).likely is Column.likely or not heading.cells:
            continue
        alike = sum(column.likely(cell, look) for cell in heading.cells)
        if alike >= len(heading.cells) * SHARE:
            return key
    return ""
