"""What a new line may be a double of: the same address in another spelling, or the very same title."""

from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from ground.addresses.keys import cle_de
from sheets.meaning.cells import fold

#: Parameters by which sites count where visitors come from; they change nothing of what is shown.
TRACKING = ("utm_", "mtm_", "pk_", "at_", "fbclid", "gclid", "xtor")


class Double(NamedTuple):
    """A page that may be the same: its key, its title, in what it is alike."""

    key: int
    title: str
    why: str


@lru_cache(maxsize=20_000)
def loose(address: str) -> str:
    """An address without scheme, `www.`, last slash and counting parameters: "" where there is none."""
    known = cle_de(address) if address else None
    if known is None:
        return ""
    bare = known[0].partition("://")[2].removeprefix("www.")
    path, _, query = bare.partition("?")
    kept = [one for one in query.split("&") if one and not one.lower().startswith(TRACKING)]
    return "?".join(filter(None, (path.rstrip("/"), "&".join(kept))))


class Doubles:
    """`pages`: (key, title, main address) of all that is there."""

    def __init__(self, pages: Iterable[tuple[int, str, str]]) -> None:
        self._by_address: dict[str, list[Double]] = defaultdict(list)
        self._by_title: dict[str, list[Double]] = defaultdict(list)
        for key, title, address in pages:
            if bare := loose(address):
                self._by_address[bare].append(Double(key, title, "même adresse"))
            if folded := fold(title):
                self._by_title[folded].append(Double(key, title, "même titre"))

    def doubles_of(self, adresse: str, titre: str) -> list[Double]:
        """What may be the same as something with this address and this title, the likeliest first."""
        found = [*self._by_address.get(loose(adresse), ()), *self._by_title.get(fold(titre), ())]
        return list({one.key: one for one in reversed(found)}.values())[::-1]
