"""The columns of our sheets: how each reads a cell into the values of a page, and how it shows them again.

What is shown is read back as the same: a sheet that was taken out and brought in unchanged changes nothing.
"""

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db.models import TextChoices

from sheets.meaning.cells import (
    Cell,
    CellError,
    as_day,
    as_line,
    as_number,
    as_year,
    entries_of,
    fold,
    shown_day,
)
from sheets.meaning.looking import Looking
from taxonomy.models import Partenaire, Terme

OPEN_IT = "Accéder à la ressource"
BETWEEN = " ; "


@dataclass
class Building:
    """What a line says so far. `current`: what its page says, {} for a new one; `values`: what the line makes of it."""

    look: Looking
    current: Mapping[str, Any]
    values: dict[str, Any] = dataclasses.field(default_factory=dict)
    number: int | None = None
    identifier: str = ""
    place: int | None = None
    notes: list[str] = dataclasses.field(default_factory=list)

    def now(self, name: str) -> Any:
        """The value of a field as the line has it so far."""
        return self.values[name] if name in self.values else self.current.get(name)


@dataclass(frozen=True)
class Column:
    """`label`: its heading; `names`: others under which partners know it; `help`: what the template says of it."""

    key: str
    label: str
    help: str = ""
    names: tuple[str, ...] = ()
    example: str = ""
    #: Whether one value may be given for all lines that say nothing.
    for_all: bool = False

    def read(self, cell: Cell, building: Building) -> None:
        """Write what the cell says into the values. Raises CellError."""
        raise NotImplementedError

    def clear(self, building: Building) -> None:
        """Write that there is nothing."""

    def show(self, values: Mapping[str, Any], look: Looking) -> str:
        """What the values say in this column."""
        raise NotImplementedError

    def likely(self, cell: Cell, look: Looking) -> bool:
        """Whether a cell looks like one of this column, whatever its heading."""
        return False


@dataclass(frozen=True)
class TextColumn(Column):
    """A text. `lines`: it may have several."""

    field: str = ""
    lines: bool = False

    def read(self, cell: Cell, building: Building) -> None:
        building.values[self.field] = cell.text if self.lines else as_line(cell.text)

    def clear(self, building: Building) -> None:
        building.values[self.field] = ""

    def show(self, values: Mapping[str, Any], look: Looking) -> str:
        return str(values.get(self.field) or "")


@dataclass(frozen=True)
class ChoiceColumn(Column):
    """One of a closed list. `synonyms`: folded text → value."""

    field: str = ""
    choices: type[TextChoices] = TextChoices
    synonyms: Mapping[str, str] = dataclasses.field(default_factory=dict)

    def read(self, cell: Cell, building: Building) -> None:
        said = fold(cell.text)
        for one in self.choices:
            if said in (fold(one.label), fold(one.value)):
                building.values[self.field] = one.value
                return
        if said not in self.synonyms:
            allowed = ", ".join(f"«\u00a0{one.label}\u00a0»" for one in self.choices)
            raise CellError(f"«\u00a0{as_line(cell.text)[:60]}\u00a0» n’est pas prévu ici\u00a0: écrivez {allowed}.")
        building.values[self.field] = self.synonyms[said]

    def show(self, values: Mapping[str, Any], look: Looking) -> str:
        value = values.get(self.field)
        return labels_of_choices(self.choices).get(value, "") if value else ""

    def likely(self, cell: Cell, look: Looking) -> bool:
        said = fold(cell.text)
        return said in self.synonyms or any(said == fold(one.label) for one in self.choices)


@cache
def labels_of_choices(choices: type[TextChoices]) -> dict[str, str]:
    """What each value is called: thousands of lines ask."""
    return {str(value): str(label) for value, label in choices.choices}


@dataclass(frozen=True)
class DayColumn(Column):
    """A day."""

    field: str = ""

    def read(self, cell: Cell, building: Building) -> None:
        building.values[self.field] = as_day(cell.text)

    def clear(self, building: Building) -> None:
        building.values[self.field] = None

    def show(self, values: Mapping[str, Any], look: Looking) -> str:
        return shown_day(values.get(self.field))


@dataclass(frozen=True)
class YearColumn(Column):
    """A year."""

    field: str = ""
    required: bool = False

    def read(self, cell: Cell, building: Building) -> None:
        building.values[self.field] = as_year(cell.text)

    def clear(self, building: Building) -> None:
        if not self.required:
            building.values[self.field] = None

    def show(self, values: Mapping[str, Any], look: Looking) -> str:
        return str(values.get(self.field) or "")


@dataclass(frozen=True)
class TermColumn(Column):
    """One term, by its key."""

    field: str = ""
    facet: type[Terme] = Partenaire
    #: Whether a page may be without it.
    may_be_empty: bool = False
    #: Whether it may be recognised by what it holds.
    is_guessed: bool = True

    def read(self, cell: Cell, building: Building) -> None:
        found = building.look.finder(self.facet).one(cell.text)
        if found is not None or self.may_be_empty:
            building.values[self.field] = found

    def clear(self, building: Building) -> None:
        if self.may_be_empty:
            building.values[self.field] = None

    def show(self, values: Mapping[str, Any], look: Looking) -> str:
        return "".join(look.labels(self.facet, [values.get(self.field)]))

    def keys_in(self, said: Iterable[Mapping[str, Any]]) -> set[int]:
        """The keys of all terms that are named."""
        return {one[self.field] for one in said if one.get(self.field) is not None}

    def likely(self, cell: Cell, look: Looking) -> bool:
        return self.is_guessed and is_told(cell.text) and bool(look.finder(self.facet).find(cell.text))


@dataclass(frozen=True)
class TermsColumn(Column):
    """A list of terms. `ordered`: the first is the principal one."""

    field: str = ""
    facet: type[Terme] = Partenaire
    ordered: bool = False

    def read(self, cell: Cell, building: Building) -> None:
        found = building.look.finder(self.facet).many(cell.text)
        building.values[self.field] = found if self.ordered else sorted(found)

    def clear(self, building: Building) -> None:
        building.values[self.field] = []

    def show(self, values: Mapping[str, Any], look: Looking) -> str:
        labels = look.labels(self.facet, values.get(self.field) or ())
        return BETWEEN.join(labels if self.ordered else sorted(labels))

    def keys_in(self, said: Iterable[Mapping[str, Any]]) -> set[int]:
        """The keys of all terms that are named."""
        return {key for one in said for key in one.get(self.field) or ()}

    def likely(self, cell: Cell, look: Looking) -> bool:
        finder = look.finder(self.facet)
        entries = entries_of(cell.text)
        return bool(entries) and all(is_told(one) and finder.find(one) for one in entries)


def is_told(text: str) -> bool:
    """Whether a text says enough to be recognised by: a small number may be anything."""
    return sum(one.isalpha() for one in text) >= 3 or (text.isdigit() and len(text) == 5)


@dataclass(frozen=True)
class BoxesColumn(Column):
    """Boîtes à outils by their titles."""

    field: str = "boites"

    def read(self, cell: Cell, building: Building) -> None:
        known = building.look.boxes
        found = []
        for entry in entries_of(cell.text):
            if fold(entry) not in known:
                allowed = ", ".join(f"«\u00a0{title}\u00a0»" for title in building.look.box_titles.values())
                raise CellError(f"«\u00a0{entry[:60]}\u00a0» n’est pas une boîte à outils\u00a0: écrivez {allowed}.")
            found.append(known[fold(entry)])
        building.values[self.field] = sorted(set(found))

    def clear(self, building: Building) -> None:
        building.values[self.field] = []

    def show(self, values: Mapping[str, Any], look: Looking) -> str:
        return BETWEEN.join(look.box_titles.get(key, "") for key in values.get(self.field) or ())


@dataclass(frozen=True)
class PlaceColumn(Column):
    """The page below which a new one is put, by its title; pages that are there do not move."""

    def read(self, cell: Cell, building: Building) -> None:
        if building.current:
            return
        found = building.look.places.get(fold(cell.text), ())
        if len(found) != 1:
            why = "désigne plusieurs pages" if found else "n’est ni une rubrique ni une boîte à outils"
            raise CellError(
                f"«\u00a0{as_line(cell.text)[:60]}\u00a0» {why}\u00a0: laissez la cellule vide, ou corrigez-la."
            )
        building.place = found[0]

    def show(self, values: Mapping[str, Any], look: Looking) -> str:
        return look.place_titles.get(values.get("place") or 0, "")


@dataclass(frozen=True)
class NumberColumn(Column):
    """The site’s own number of what the line is about."""

    def read(self, cell: Cell, building: Building) -> None:
        building.number = as_number(cell.text)

    def show(self, values: Mapping[str, Any], look: Looking) -> str:
        return str(values.get("numero") or "")


@dataclass(frozen=True)
class IdentifierColumn(Column):
    """What whoever sends the sheet calls it."""

    def read(self, cell: Cell, building: Building) -> None:
        building.identifier = as_line(cell.text)[:200]

    def show(self, values: Mapping[str, Any], look: Looking) -> str:
        return str(values.get("identifiant") or "")
