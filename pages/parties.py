"""The body of a page in parts, each heading with an anchor, so that a table of contents can lead to it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.text import slugify

SOMMAIRE_DES = 3


@dataclass(frozen=True, slots=True)
class Partie:
    """One block of the body; `ancre` and `titre` are empty unless it is a heading."""

    bloc: Any
    ancre: str = ""
    titre: str = ""


def parties_de(corps: Iterable[Any]) -> list[Partie]:
    """The blocks in order; two headings of the same words get two anchors."""
    used: set[str] = set()
    parts = []
    for bloc in corps:
        if bloc.block_type != "titre":
            parts.append(Partie(bloc))
            continue
        wanted = slugify(str(bloc.value)) or "partie"
        anchor = wanted
        rank = 2
        while anchor in used:
            anchor = f"{wanted}-{rank}"
            rank += 1
        used.add(anchor)
        parts.append(Partie(bloc, anchor, str(bloc.value)))
    return parts


def sommaire_de(parties: Iterable[Partie]) -> list[Partie]:
    """The headings, when there are enough of them to be worth a table of contents."""
    headings = [part for part in parties if part.ancre]
    return headings if len(headings) >= SOMMAIRE_DES else []
