"""What was lacked, laid over the table: marks in the cells where it fits, and what fits in none."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from couverture.enums import SorteDeManque, TableauDeCouverture
from couverture.lacking import Lack, lacks
from couverture.matrix import Matrix
from couverture.terms import Pair, current_terms
from taxonomy.models import Nature

#: A cell, by the terms of its row and of its column.
Place = tuple[Pair, Pair]


@dataclass(slots=True)
class Marks:
    """What was lacked in one cell."""

    lacks: list[Lack] = field(default_factory=list)

    def fois(self, sorte: SorteDeManque) -> int:
        return sum(one.fois for one in self.lacks if one.sorte is sorte)

    @property
    def searched(self) -> int:
        """How many searches."""
        return self.fois(SorteDeManque.RECHERCHE)

    @property
    def walked(self) -> int:
        """How many walks."""
        return self.fois(SorteDeManque.ADOC)


@dataclass(frozen=True, slots=True)
class Overlay:
    """Marks by cell, and what fits in no cell of this table."""

    marks: dict[Place, Marks]
    elsewhere: list[Lack]


def laid_over(table: Matrix) -> Overlay:
    """What was lacked, over this table."""
    marks: dict[Place, Marks] = defaultdict(Marks)
    elsewhere = []
    rows = {row.heading.term for row in table.rows if row.heading.term}
    places = _Places(table, {pair[1] for pair in rows})
    columns = {column.term for column in table.columns}
    axes = dict(_axes_of_natures()) if table.options.tableau is TableauDeCouverture.NATURES else {}
    for lack in lacks():
        cells = [
            (row, column)
            for row, column in _cells(table.options.tableau, lack, places, axes)
            if row in rows and column in columns
        ]
        for cell in cells:
            marks[cell].lacks.append(lack)
        if not cells:
            elsewhere.append(lack)
    return Overlay(dict(marks), elsewhere)


def _cells(tableau: TableauDeCouverture, lack: Lack, places: "_Places", axes: dict[str, str]) -> Iterator[Place]:
    if tableau is TableauDeCouverture.NATURES:
        yield from ((("nature", slug), ("axe", axes[slug])) for slug in lack.of("nature") if slug in axes)
        return
    domaines: list[Pair] = [("domaine", slug) for slug in lack.of("domaine")]
    if tableau is TableauDeCouverture.ACTEURS:
        yield from ((domaine, ("acteur", slug)) for domaine in domaines for slug in lack.of("acteur"))
        return
    rows = {row for slug in lack.of("territoire") if (row := places.row_of(slug))}
    yield from ((("territoire", row), domaine) for row in sorted(rows) for domaine in domaines)


def _axes_of_natures() -> Iterator[tuple[str, str]]:
    for nature in Nature.objects.all():
        yield nature.slug, nature.axe.value


class _Places:
    """The row in which a territoire lies: its own, or the nearest above it."""

    def __init__(self, table: Matrix, rows: set[str]) -> None:
        self._itself = (table.where.slug or "france") if table.where else ""
        self._rows = rows
        self._known = current_terms()

    def row_of(self, slug: str) -> str:
        """ "" where it lies in none of the rows. The row of the whole is of what is about no part of it."""
        if slug == self._itself:
            return slug
        value = self._known.territoires([slug]).get(slug)
        lineage = (*value.au_dessus, slug) if value else ()
        return next((one for one in reversed(lineage) if one in self._rows and one != self._itself), "")
