"""What a new line may be a double of: the same address in another spelling, or the very same title."""

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from doublons.addresses import place_of
from sheets.meaning.cells import fold


class Double(NamedTuple):
    """A page that may be the same: its key, its title, in what it is alike."""

    key: int
    title: str
    why: str


class Doubles:
    """`pages`: (key, title, main address) of all that is there."""

    def __init__(self, pages: Iterable[tuple[int, str, str]]) -> None:
        self._by_address: dict[int, list[Double]] = defaultdict(list)
        self._by_title: dict[str, list[Double]] = defaultdict(list)
        for key, title, address in pages:
            if place := place_of(address):
                self._by_address[place.key].append(Double(key, title, "même adresse"))
            if folded := fold(title):
                self._by_title[folded].append(Double(key, title, "même titre"))

    def doubles_of(self, adresse: str, titre: str) -> list[Double]:
        """What may be the same as something with this address and this title, the likeliest first."""
        place = place_of(adresse)
        there = self._by_address.get(place.key, ()) if place else ()
        found = [*there, *self._by_title.get(fold(titre), ())]
        return list({one.key: one for one in reversed(found)}.values())[::-1]
