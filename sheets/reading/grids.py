"""What a file holds, before anybody asks what its columns mean."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any
from unicodedata import normalize

#: What one file may hold. Ten thousand lines are a day’s work for an organisation; more would hide what is wrong.
LINES_AT_MOST = 10_000
COLUMNS_AT_MOST = 120
CELL_AT_MOST = 20_000
#: Lines that may stand above the headings.
TITLES_AT_MOST = 25


class UnreadableSheetError(ValueError):
    """The file is no table that can be read; the message says what to do, in French."""


@dataclass
class Grid:
    """One sheet: `lines` are (its number in the file, from 1; texts of its cells), blank lines left out.

    `links`: number of the line → rank of the cell → the address behind its text. `unknown`: number of the line → ranks
    of cells that hold a formula which no application has calculated yet. `merged`: names of ranges that were filled.
    """

    name: str
    lines: list[tuple[int, list[str]]] = field(default_factory=list)
    links: dict[int, dict[int, str]] = field(default_factory=dict)
    unknown: dict[int, list[int]] = field(default_factory=dict)
    merged: list[str] = field(default_factory=list)


@dataclass
class Workbook:
    """The sheets that its author shows, and the names of those that he hides: these are not read."""

    grids: list[Grid]
    hidden: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """Plain lists and dicts, as JSON keeps them."""
        return asdict(self)

    @classmethod
    def from_json(cls, said: dict[str, Any]) -> "Workbook":
        """The same again; JSON has texts for keys."""
        return cls(
            [
                Grid(
                    name=one["name"],
                    lines=[(number, cells) for number, cells in one["lines"]],
                    links={
                        int(line): {int(rank): url for rank, url in of.items()} for line, of in one["links"].items()
                    },
                    unknown={int(line): ranks for line, ranks in one["unknown"].items()},
                    merged=one["merged"],
                )
                for one in said["grids"]
            ],
            said["hidden"],
        )


def clean_text(text: str) -> str:
    """Without invisible characters that spreadsheets and copying leave; shortened if it is endless."""
    text = normalize("NFC", text)
    if text.isprintable():
        return text.strip()[:CELL_AT_MOST]
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(one for one in text if one in "\n\t" or (one >= " " and one not in "\x7f\u200b\u200e\u200f\ufeff"))
    return kept.strip()[:CELL_AT_MOST]


def keep_lines(name: str, rows: Iterable[tuple[int, list[str]]]) -> Grid:
    """The lines that say something, their empty ends cut. Raises UnreadableSheetError for a sheet that is too large."""
    grid = Grid(name)
    for number, cells in rows:
        while cells and not cells[-1]:
            cells.pop()
        if not cells:
            continue
        if len(cells) > COLUMNS_AT_MOST:
            raise UnreadableSheetError(
                f"La ligne {number} a {len(cells)} colonnes\u00a0; {COLUMNS_AT_MOST} au plus se lisent. Retirez celles"
                " qui ne servent pas."
            )
        grid.lines.append((number, cells))
        if len(grid.lines) > LINES_AT_MOST + TITLES_AT_MOST:
            raise UnreadableSheetError(
                "Cette feuille a plus de 10\u202f000 lignes, c’est trop pour une fois\u00a0: coupez-la en plusieurs"
                " fichiers."
            )
    return grid
