"""Columns of addresses: one alone, or the links of a ressource."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pages.enums import RoleLien
from sheets.meaning.cells import Cell, CellError, addresses_in, as_line, completed, fold
from sheets.meaning.columns import Building, Column, labels_of_choices
from sheets.meaning.looking import Looking

OPEN_IT = "Accéder à la ressource"


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
                f"La cellule a {len(found)} adresses\u00a0: la première est le lien principal, les autres le suivent."
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
