"""A search in a few words: the title under which it is shared, followed, saved and printed."""

from collections.abc import Iterator

from search.answers.ways_out import chosen_names
from search.enums import Facette, Mots
from search.planning.planner import Planned
from taxonomy.enums import Niveau

TITRE_AU_PLUS = 70
SANS_CHOIX = "Tout ce que propose le site"
_ENTRE = " · "


def short_title(planned: Planned) -> str:
    """« mobilité · Rhône · Associations »: the words, then what is chosen; what would make it long is only counted."""
    parts = list(_parts(planned))
    if not parts:
        return SANS_CHOIX
    kept = [_cut(parts[0])]
    for rank, part in enumerate(parts[1:], start=1):
        left = len(parts) - rank
        room = TITRE_AU_PLUS - (0 if left == 1 else len(_rest(left - 1)))
        if len(_ENTRE.join([*kept, part])) > room:
            return _ENTRE.join(kept) + _rest(left)
        kept.append(part)
    return _ENTRE.join(kept)


def criteria(planned: Planned) -> list[tuple[str, str]]:
    """(what, which): everything that the search asks for, in words."""
    query = planned.query
    found = [("Mots", query.text)] if query.text else []
    if query.text and query.mots == Mots.PARTIE:
        found.append(("Ce que les pages ont", str(query.mots.label)))
    for facette in query.active:
        names = ", ".join(name for _, name in chosen_names(planned, facette))
        found.append((str(facette.label), names))
    if query.chosen(Facette.TERRITOIRE):
        found.append(("Portée", str(query.portee.label)))
    if query.echelon:
        found.append(("Échelle", str(Niveau(query.echelon).label)))
    return [*found, ("Ordre", str(query.tri.label))]


def _parts(planned: Planned) -> Iterator[str]:
    if planned.query.text:
        yield planned.query.text
    for facette in planned.query.active:
        yield from (name for _, name in chosen_names(planned, facette))
    if planned.query.echelon:
        yield str(Niveau(planned.query.echelon).label)


def _cut(text: str) -> str:
    most = TITRE_AU_PLUS - len(_rest(99))
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def _rest(count: int) -> str:
    return f" · + {count} filtre{'s' if count > 1 else ''}"
