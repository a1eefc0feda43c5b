"""The kinds of sheets, by what they are called in addresses."""

from sheets.enums import SorteDeFeuille
from sheets.kinds.base import SheetKind
from sheets.kinds.chiffres import ChiffreKind
from sheets.kinds.pages import ExempleKind, RessourceKind
from sheets.kinds.partenaires import PartenaireKind

KINDS: dict[str, type[SheetKind]] = {one.key: one for one in (RessourceKind, ExempleKind, PartenaireKind, ChiffreKind)}


def kind_of(key: str) -> SheetKind:
    """A new one of this kind: it keeps what it has read, and is thrown away with the run. Raises KeyError."""
    return KINDS[SorteDeFeuille(key).value]()
