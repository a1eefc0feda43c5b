"""The body of a page in parts, each heading with an anchor, so that a table of contents can lead to it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.text import slugify
from wagtail.blocks import StreamValue

SOMMAIRE_DES = 3


@dataclass(slots=True)
class BodyPart:
    """One block of the body; `ancre` and `titre` are empty unless it is a heading.

    `citees` are the ids of the pages that a list puts forward; `lignes`, the rows that the context found for them.
    `balise` is the element of a heading inside the block: no level is skipped, whatever stands before.
    """

    bloc: Any
    ancre: str = ""
    titre: str = ""
    balise: str = "h3"
    citees: tuple[int, ...] = ()
    lignes: list[Any] = field(default_factory=list)


def parties_de(corps: StreamValue, *, sous_un_titre: bool = False) -> list[BodyPart]:
    """The blocks in order; two headings of the same words get two anchors.

    `sous_un_titre` says that the template itself has put a heading of the second level before them.
    """
    used: set[str] = set()
    parts = []
    for rank, bloc in enumerate(corps):
        if bloc.block_type != "titre":
            citees = pages_citees(corps, rank) if bloc.block_type == "ressources" else ()
            titre = corps.raw_data[rank]["value"]["titre"] if citees else ""
            parts.append(BodyPart(bloc, titre=titre, balise="h3" if sous_un_titre else "h2", citees=citees))
            continue
        wanted = slugify(str(bloc.value)) or "partie"
        anchor = wanted
        rank = 2
        while anchor in used:
            anchor = f"{wanted}-{rank}"
            rank += 1
        used.add(anchor)
        sous_un_titre = True
        parts.append(BodyPart(bloc, anchor, str(bloc.value)))
    return parts


def pages_citees(corps: StreamValue, rank: int) -> tuple[int, ...]:
    """The ids in a list of resources, read without fetching the pages: the context makes rows of them all at once."""
    raw = corps.raw_data[rank]["value"]["pages"]
    ids = (item["value"] if isinstance(item, dict) else item for item in raw)
    return tuple(pk for pk in ids if pk)


def sommaire_de(parties: Iterable[BodyPart]) -> list[BodyPart]:
    """The headings, when there are enough of them to be worth a table of contents."""
    headings = [part for part in parties if part.ancre]
    return headings if len(headings) >= SOMMAIRE_DES else []
