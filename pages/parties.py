"""The body of a page in parts, each heading with an anchor, so that a table of contents can lead to it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.text import slugify

SOMMAIRE_DES = 3


@dataclass(frozen=True, slots=True)
class Partie:
    """One block of the body; `ancre` and `titre` are empty unless it is a heading.

    `balise` is the element of a heading inside the block: no level is skipped, whatever stands before.
    """

    bloc: Any
    ancre: str = ""
    titre: str = ""
    balise: str = "h3"


def parties_de(corps: Iterable[Any], *, sous_un_titre: bool = False) -> list[Partie]:
    """The blocks in order; two headings of the same words get two anchors.

    `sous_un_titre` says that the template itself has put a heading of the second level before them.
    """
    used: set[str] = set()
    parts = []
    for bloc in corps:
        if bloc.block_type != "titre":
            parts.append(Partie(bloc, balise="h3" if sous_un_titre else "h2"))
            continue
        wanted = slugify(str(bloc.value)) or "partie"
        anchor = wanted
        rank = 2
        while anchor in used:
            anchor = f"{wanted}-{rank}"
            rank += 1
        used.add(anchor)
        sous_un_titre = True
        parts.append(Partie(bloc, anchor, str(bloc.value)))
    return parts


def sommaire_de(parties: Iterable[Partie]) -> list[Partie]:
    """The headings, when there are enough of them to be worth a table of contents."""
    headings = [part for part in parties if part.ancre]
    return headings if len(headings) >= SOMMAIRE_DES else []
