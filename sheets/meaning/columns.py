"""The columns of our sheets: how each reads a cell into the values of a page, and how it shows them again.

What is shown is read back as the same: a sheet that was taken out and brought in unchanged changes nothing.
"""

import dataclasses
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from html import escape, unescape
from typing import Any
from uuid import uuid4

import orjson
from django.db.models import TextChoices

from pages.enums import RoleLien
from sheets.meaning.cells import (
    Cell,
    CellError,
    addresses_in,
    as_day,
    as_line,
    as_number,
    as_year,
    completed,
    entries_of,
    fold,
    shown_day,
)
from sheets.meaning.looking import Looking
from taxonomy.models import Terme

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
    choices: type[TextChoices] = RoleLien
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
    facet: type[Terme] = Terme
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
    facet: type[Terme] = Terme
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


@dataclass(frozen=True)
class AddressColumn(Column):
    """A single address, kept as a text. A `www.` without `https://` is completed, and that is said."""

    field: str = ""

    def read(self, cell: Cell, building: Building) -> None:
        found = addresses_in(cell)
        if len(found) != 1:
            many = "plusieurs adresses" if found else "aucune adresse"
            raise CellError(f"Il y a {many} dans cette cellule\u00a0: écrivez-en une, qui commence par https://.")
        building.values[self.field] = said_complete(found[0][0], building)

    def clear(self, building: Building) -> None:
        building.values[self.field] = ""

    def show(self, values: Mapping[str, Any], look: Looking) -> str:
        return str(values.get(self.field) or "")

    def likely(self, cell: Cell, look: Looking) -> bool:
        return bool(addresses_in(cell))


def said_complete(address: str, building: Building) -> str:
    """The address, completed where it needs to be; the line then says so."""
    whole = completed(address)
    if whole != address:
        building.notes.append(f"«\u00a0https://\u00a0» a été ajouté devant {address}.")
    return whole


@dataclass(frozen=True)
class MainLinkColumn(Column):
    """The address for which a ressource is there: its first link. Further addresses in the cell come after it."""

    def read(self, cell: Cell, building: Building) -> None:
        found = addresses_in(cell)
        if not found:
            raise CellError(
                f"«\u00a0{as_line(cell.text)[:60]}\u00a0» n’est pas une adresse\u00a0: écrivez-la en entier, avec https://."
            )
        links = links_of(building)
        (address, words), *others = found
        main = links[0] if links else {"libelle": "", "url": "", "role": RoleLien.PRINCIPAL.value}
        libelle = (words[:150] if not main["libelle"] else "") or main["libelle"] or OPEN_IT
        main = {**main, "url": said_complete(address, building), "libelle": libelle}
        kept = links[1:]
        for one, said in others:
            url = said_complete(one, building)
            if all(url != known["url"] for known in (main, *kept)):
                kept.append({"libelle": said[:150] or OPEN_IT, "url": url, "role": RoleLien.DOCUMENTATION.value})
        if others:
            building.notes.append(
                f"La cellule a {len(found)} adresses\u00a0: la première est le lien principal, les autres viennent après."
            )
        building.values["liens"] = [main, *kept]

    def clear(self, building: Building) -> None:
        building.values["liens"] = links_of(building)[1:]

    def show(self, values: Mapping[str, Any], look: Looking) -> str:
        links = values.get("liens") or ()
        return str(links[0]["url"]) if links else ""

    def likely(self, cell: Cell, look: Looking) -> bool:
        return bool(addresses_in(cell))


def links_of(building: Building) -> list[dict[str, Any]]:
    """The links as the line has them so far, to be changed freely."""
    return [dict(one) for one in building.now("liens") or ()]


@dataclass(frozen=True)
class LinkWordsColumn(Column):
    """What one finds behind the main link. Read after it."""

    def read(self, cell: Cell, building: Building) -> None:
        links = links_of(building)
        if links:
            links[0]["libelle"] = as_line(cell.text)
            building.values["liens"] = links

    def show(self, values: Mapping[str, Any], look: Looking) -> str:
        links = values.get("liens") or ()
        return str(links[0]["libelle"]) if links else ""


_ROLE = re.compile(r"^\[([^\]]+)\]\s*")


@dataclass(frozen=True)
class OtherLinksColumn(Column):
    """The links after the first, one on each line: `[Archive] Le guide de 2019 : https://…`."""

    def read(self, cell: Cell, building: Building) -> None:
        others = []
        for line in cell.text.split("\n"):
            if not line.strip():
                continue
            role, rest = self._role(line.strip())
            found = addresses_in(Cell(rest, cell.link if len(cell.text.split("\n")) == 1 else ""))
            if not found:
                raise CellError(
                    f"«\u00a0{line.strip()[:60]}\u00a0» n’a pas d’adresse\u00a0: écrivez-la après les mots."
                )
            for address, words in found:
                url = said_complete(address, building)
                others.append({"libelle": words[:150] or OPEN_IT, "url": url, "role": role})
        links = links_of(building)
        if not links:
            raise CellError("Le lien principal manque\u00a0: écrivez-le dans sa colonne.")
        building.values["liens"] = [links[0], *others]

    def _role(self, line: str) -> tuple[str, str]:
        if match := _ROLE.match(line):
            for one in RoleLien:
                if fold(match[1]) in (fold(one.label), fold(one.value)):
                    return one.value, line[match.end() :]
        return RoleLien.DOCUMENTATION.value, line

    def clear(self, building: Building) -> None:
        building.values["liens"] = links_of(building)[:1]

    def show(self, values: Mapping[str, Any], look: Looking) -> str:
        links = values.get("liens") or ()
        return "\n".join([_link_line(one) for one in links[1:]]) if len(links) > 1 else ""


def _link_line(link: Mapping[str, Any]) -> str:
    before = "" if link["role"] == RoleLien.DOCUMENTATION else f"[{labels_of_choices(RoleLien)[link['role']]}] "
    return f"{before}{link['libelle']}\u00a0: {link['url']}"


_PARAGRAPH = re.compile(r"<p(?: data-block-key=\"[^\"]*\")?>(.*?)</p>", re.DOTALL)
FORMATTED = (
    "Le contenu de cette page a une mise en forme qu’une feuille ne sait pas garder\u00a0: changez-le dans l’éditeur."
)


@dataclass(frozen=True)
class BodyColumn(Column):
    """A body made of paragraphs alone, as a text; one that has more is neither shown nor changed."""

    field: str = "corps"

    def read(self, cell: Cell, building: Building) -> None:
        before = plain_body(building.current.get(self.field) or "[]")
        if before is None:
            raise CellError(FORMATTED)
        said = "\n".join(as_line(one) for one in cell.text.split("\n") if one.strip())
        if said != before:
            building.values[self.field] = body_of(said)

    def show(self, values: Mapping[str, Any], look: Looking) -> str:
        return plain_body(values.get(self.field) or "[]") or ""


def plain_body(stream: str) -> str | None:
    """The paragraphs of a body, one on each line; None when it holds more than plain paragraphs."""
    if stream == "[]":
        return ""
    lines: list[str] = []
    for block in orjson.loads(stream):
        value = block["value"]
        if block["type"] != "paragraphe" or not isinstance(value, str):
            return None
        paragraphs = _PARAGRAPH.findall(value)
        if _PARAGRAPH.sub("", value).strip() or any("<" in one for one in paragraphs):
            return None
        lines += [as_line(unescape(one)) for one in paragraphs]
    return "\n".join(lines)


def body_of(text: str) -> str:
    """A body of one paragraph for each line, as the editor keeps it."""
    html = "".join(f"<p>{escape(line, quote=False)}</p>" for line in text.split("\n") if line)
    return json.dumps([{"type": "paragraphe", "value": html, "id": str(uuid4())}] if html else [])


def by_key(columns: Iterable[Column]) -> dict[str, Column]:
    """The columns by their keys."""
    return {one.key: one for one in columns}
