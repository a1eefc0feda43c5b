"""The matrix: rows × columns, a number in each cell, and the search that finds as many."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Final
from urllib.parse import urlencode

from couverture.counting import Carried, Pages, carried
from couverture.enums import Portee, SorteDePages, TableauDeCouverture
from couverture.rungs import PlaceRow, Where, where_of
from couverture.terms import Pair, axe_names, current_terms
from pages.models import ExempleInspirant, FicheRepereDomaine
from pages.page_types import kinds
from public.doors import SEARCH
from search.contract.query import PREFIXE_CRITERE
from search.enums import Facette
from search.facets.values import FacetTerms
from taxonomy.enums import Niveau
from taxonomy.models.territoire import SLUG_FRANCE

#: From how many pages on each shade begins; 0 is a gap.
SHADES: Final = (0, 1, 3, 10, 30)
#: What a page of a territoire itself is: of none of its parts.
NO_PART: Final = "sans lieu plus précis"
SHADE_WORDS: Final = ("aucune", "1 ou 2", "3 à 9", "10 à 29", "30 et plus")
FICHE, EXEMPLE = FicheRepereDomaine.nature_asked(), ExempleInspirant.nature_asked()


@dataclass(frozen=True, slots=True)
class Options:
    """What the table is asked to be."""

    tableau: TableauDeCouverture = TableauDeCouverture.ACTEURS
    portee: Portee = Portee.PROPRE
    sorte: SorteDePages = SorteDePages.TOUTES
    #: The territoire whose parts are the rows, "" for the country.
    dans: str = ""


@dataclass(frozen=True, slots=True)
class MatrixHeading:
    """A row or a column. `pairs`: what it adds to the search. `term`: the term that it stands for, by parameter."""

    nom: str
    pairs: tuple[Pair, ...]
    term: Pair | None = None
    groupe: str = ""
    #: Where its own parts are shown, "" when it has none.
    dans: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class MatrixCell:
    """How many pages carry both; `url` finds as many. `terms`: those of a page that would be there."""

    nombre: int
    url: str
    terms: tuple[Pair, ...]
    row: str
    column: str

    @property
    def shade(self) -> int:
        """From 0, a gap, to 4."""
        return max(rank for rank, least in enumerate(SHADES) if self.nombre >= least)

    @property
    def words(self) -> str:
        """« Santé, Associations »."""
        return f"{self.row}, {self.column}" if self.column else self.row


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """A row with its cells, the total first."""

    heading: MatrixHeading
    total: MatrixCell
    cells: tuple[MatrixCell, ...]

    @property
    def all(self) -> tuple[MatrixCell, ...]:
        """The total and the cells."""
        return self.total, *self.cells


@dataclass(frozen=True, slots=True)
class Matrix:
    """The whole table. `where`: of which territoire its rows are parts, None where rows are no territoires."""

    options: Options
    columns: tuple[MatrixHeading, ...]
    rows: tuple[MatrixRow, ...]
    where: Where | None = None

    @property
    def row_groups(self) -> list[tuple[str, list[MatrixRow]]]:
        """Rows under the name of their group, "" for none."""
        return [(name, list(rows)) for name, rows in groupby(self.rows, key=lambda row: row.heading.groupe)]

    @property
    def column_groups(self) -> list[tuple[str, int]]:
        """(name, how many columns), [] where columns are in no group."""
        groups = [(name, len(list(columns))) for name, columns in groupby(self.columns, key=lambda one: one.groupe)]
        return groups if any(name for name, _ in groups) else []

    @property
    def gaps(self) -> int:
        """How many cells are empty."""
        return sum(not cell.nombre for row in self.rows for cell in row.cells)


@dataclass(frozen=True, slots=True)
class _Counted:
    """A heading and the pages that it finds."""

    heading: MatrixHeading
    pages: Pages


Read = Callable[..., Carried]


def matrix(options: Options, read: Read = carried) -> Matrix:
    """The table that is asked for, of what `read` gives. A territoire that does not exist is the country."""
    known = current_terms()
    if options.tableau is TableauDeCouverture.TERRITOIRES:
        return _of_territoires(options, known, read)
    if options.tableau is TableauDeCouverture.NATURES:
        held = read("nature", "axe")
        rows = [
            _Counted(one, held.of("nature", one.pairs[0][1]))
            for one in _headings(known, Facette.NATURE)
            if options.sorte is SorteDePages.TOUTES or one.pairs[0][1] in natures_of(options.sorte, known)
        ]
        axes = [MatrixHeading(nom, (("axe", slug),), ("axe", slug)) for slug, nom in axe_names().items()]
        columns = [_Counted(one, held.of("axe", one.pairs[0][1])) for one in axes]
        return Matrix(options, tuple(axes), _rows(rows, columns, held.pages, ()))
    held = read("acteur", "domaine", *_natures_too(options))
    rows = [_Counted(one, held.of("domaine", one.pairs[0][1])) for one in _domaines(known)]
    columns = [_Counted(one, held.of("acteur", one.pairs[0][1])) for one in _headings(known, Facette.ACTEUR)]
    among, pairs = _among(options.sorte, known, held)
    return Matrix(options, tuple(one.heading for one in columns), _rows(rows, columns, among, pairs))


def _natures_too(options: Options) -> tuple[str, ...]:
    """Natures are read where they tell which pages count."""
    return () if options.sorte is SorteDePages.TOUTES else ("nature",)


def _of_territoires(options: Options, known: FacetTerms, read: Read) -> Matrix:
    where = where_of(options.dans)
    held = read("territoire", "domaine", *_natures_too(options))
    columns = [_Counted(one, held.of("domaine", one.pairs[0][1])) for one in _domaines(known)]
    among, pairs = _among(options.sorte, known, held)
    rows = _place_lines(where, held, options)
    options = replace(options, dans=where.slug)
    return Matrix(options, tuple(one.heading for one in columns), _rows(rows, columns, among, pairs), where)


def _place_lines(where: Where, held: Carried, options: Options) -> list[_Counted]:
    """The territoire itself, then its parts, each with what is counted for it."""
    carrying = {reach.slug for reach, _ in held.places if where.slug in reach.found_in}
    parts = where.parts(carrying)
    within, above = held.by_place({one.slug: one.above for one in parts})
    found = [_Counted(_itself(where), held.exactly(where.slug or SLUG_FRANCE))]
    wide = options.portee is Portee.TOUT
    for one in parts:
        pages = within[one.slug] | above[one.slug] if wide else within[one.slug]
        found.append(_Counted(_place(one, wide=wide), pages))
    return found


def _itself(where: Where) -> MatrixHeading:
    """The row of the territoire itself: of what is about it and about none of its parts."""
    if where.place is None or not where.slug:
        pairs: tuple[Pair, ...] = (("echelon", Niveau.PAYS.value),)
        return MatrixHeading("Toute la France", pairs, ("territoire", SLUG_FRANCE), detail=NO_PART)
    scope = (("portee", Portee.PROPRE.value), ("echelon", where.place.niveau))
    return MatrixHeading(where.nom, (("territoire", where.slug), *scope), ("territoire", where.slug), detail=NO_PART)


def _place(one: PlaceRow, *, wide: bool) -> MatrixHeading:
    scope: tuple[Pair, ...] = () if wide else (("portee", Portee.PROPRE.value),)
    return MatrixHeading(
        one.nom, (("territoire", one.slug), *scope), ("territoire", one.slug), dans=one.dans, detail=one.detail
    )


def _headings(known: FacetTerms, facette: Facette) -> list[MatrixHeading]:
    name = facette.value
    return [MatrixHeading(one.nom, ((name, slug),), (name, slug)) for slug, one in known.valeurs[facette].items()]


def _domaines(known: FacetTerms) -> list[MatrixHeading]:
    """Under their critères."""
    name, values = Facette.DOMAINE.value, known.valeurs[Facette.DOMAINE]
    return [
        MatrixHeading(one.nom, ((name, slug),), (name, slug), groupe=values[one.au_dessus[0]].nom)
        for slug, one in values.items()
        if not slug.startswith(PREFIXE_CRITERE)
    ]


def natures_of(sorte: SorteDePages, known: FacetTerms) -> tuple[str, ...]:
    """The values of the facet « Nature » by which pages of this sort are found, () for all pages."""
    if sorte is SorteDePages.TOUTES:
        return ()
    if sorte is SorteDePages.RESSOURCES:
        others = {kind.slug for kind in kinds()}
        return tuple(slug for slug in known.valeurs[Facette.NATURE] if slug not in others)
    return (EXEMPLE,) if sorte is SorteDePages.EXEMPLES else (FICHE,)


def _among(sorte: SorteDePages, known: FacetTerms, held: Carried) -> tuple[Pages, tuple[Pair, ...]]:
    """The pages of this sort, and what finds them."""
    natures = natures_of(sorte, known)
    if not natures:
        return held.pages, ()
    found = set().union(*(held.of("nature", slug) for slug in natures))
    return found & held.pages, tuple((Facette.NATURE.value, slug) for slug in natures)


def _rows(
    rows: Iterable[_Counted], columns: list[_Counted], among: Pages, pairs: tuple[Pair, ...]
) -> tuple[MatrixRow, ...]:
    made = []
    narrowed = [(one.heading, one.pages & among, _written(one.heading.pairs)) for one in columns]
    base, fixed = SEARCH.address(), _written(pairs)
    for line in rows:
        heading = line.heading
        pages = line.pages & among
        own = [*_written(heading.pairs), *fixed]
        cells = tuple(
            MatrixCell(
                len(pages & others),
                _address(base, [*own, *written]),
                tuple(one for one in (heading.term, column.term) if one),
                heading.nom,
                column.nom,
            )
            for column, others, written in narrowed
        )
        total = MatrixCell(len(pages), _address(base, own), _terms(heading), heading.nom, "")
        made.append(MatrixRow(heading, total, cells))
    return tuple(made)


def _terms(heading: MatrixHeading) -> tuple[Pair, ...]:
    return (heading.term,) if heading.term else ()


_ORDER: Mapping[str, int] = {name: rank for rank, name in enumerate((*Facette.values, "portee", "echelon"))}
#: A parameter of an address, and its place among the others.
_Written = tuple[int, str]


def _written(pairs: Iterable[Pair]) -> list[_Written]:
    return [(_ORDER[pair[0]], urlencode((pair,))) for pair in pairs]


def _address(base: str, written: list[_Written]) -> str:
    """The search, its parameters in the one order of addresses."""
    return f"{base}?{'&'.join(said for _, said in sorted(written, key=_rank))}"


def _rank(written: _Written) -> int:
    return written[0]
