"""Reads what documents are made of: a fixed number of SQL queries for a batch of pages, however many."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache, partial
from typing import Any

from django.db.models import Model, Q, TextField
from django.db.models.functions import Cast
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page

from liens.enums import EtatLien, OrigineOccurrence
from liens.models import OccurrenceLien
from pages.carrying import ways
from pages.enums import RoleLien
from pages.models import Axe, BoiteAOutils, LienRessource, PageEditoriale, Ressource
from pages.page_types import main_link_places, page_types
from search.contract.query import presented
from search.documents.plain_texts import text_of_html, texts_of_stream
from taxonomy.enums import Critere
from taxonomy.models import Acteur, Domaine, Nature, Odd, Partenaire, Terme, Territoire

Pairs = dict[int, list[Any]]
#: From the name of a column to the condition that it names a page of the batch.
Batch = Callable[[str], Q]
#: A row of the database, whose first column is the page.
Row = tuple[Any, ...]
#: What is asked of the database, and what to do with each row.
Asked = tuple[Iterable[Row], Callable[[Any, Row], None]]
#: How many times more ids than pages a range may hold.
_SPARSE = 4


@dataclass(frozen=True, slots=True)
class PageRow:
    """The page's own columns; `corps` as it is stored, in JSON."""

    id: int
    path: str
    url_path: str
    content_type_id: int
    titre: str
    chapo: str
    corps: str
    publie_le: datetime | None
    valable_jusqu_au: date | None
    est_fictif: bool


@dataclass(frozen=True, slots=True)
class TerritoireRow:
    """A territoire of a page; `chemin` holds its slug last and everything above it before.

    `touche` holds what contains a part of it only, as each of the départements over which an intercommunalité lies.
    """

    chemin: tuple[str, ...]
    nom: str
    niveau: str
    touche: tuple[str, ...] = ()

    @property
    def trouve_par(self) -> tuple[str, ...]:
        """Slugs of the territoires in which what carries it is found, itself included."""
        return self.chemin + self.touche


@dataclass(frozen=True, slots=True)
class LinkRow:
    """A link of the live page's own fields."""

    champ: str
    etat: str
    verifie_le: datetime | None


def _place(values: Row) -> TerritoireRow:
    chemin, nom, niveau, touche = values
    return TerritoireRow(tuple(chemin.split("/")), nom, niveau, tuple(touche.strip("/").split("/")) if touche else ())


@dataclass(frozen=True, slots=True)
class _Read:
    """What is read of the terms of a facet, in which order a page's list is, and by which words a term finds a page.

    `row` makes of the columns what `Gathered` holds and `words` reads.
    """

    columns: tuple[str, ...]
    order: tuple[str, ...]
    words: Callable[[Any], Iterable[str]]
    row: Callable[[Row], Any] = tuple


def _name(row: tuple[str, ...]) -> tuple[str, ...]:
    return row[1:2]


def _domaine(row: tuple[str, str, str]) -> tuple[str, str]:
    return row[1], str(Critere(row[2]).label)


#: By facet that editors fill on every page: what is read of its terms.
READ: dict[type[Terme], _Read] = {
    Territoire: _Read(("chemin", "nom", "niveau", "touche"), ("sort_order", "pk"), lambda row: (row.nom,), _place),
    Acteur: _Read(("slug", "nom"), ("acteur__ordre", "acteur__nom"), _name),
    Domaine: _Read(("slug", "nom", "critere"), ("domaine__ordre", "domaine__nom"), _domaine),
    Odd: _Read(("slug", "nom"), ("odd__numero", "odd__nom"), lambda row: (f"ODD {row[0]} {row[1]}",)),
    Partenaire: _Read(("slug", "nom", "sigle"), ("sort_order", "pk"), lambda row: row[1:3]),
}


@dataclass(slots=True)
class Gathered:
    """Everything about a batch, per page id. Terms are (slug, name, …) tuples in the taxonomy's order."""

    rows: list[PageRow]
    territoires: dict[int, list[TerritoireRow]] = field(default_factory=lambda: defaultdict(list))
    acteurs: Pairs = field(default_factory=lambda: defaultdict(list))
    domaines: Pairs = field(default_factory=lambda: defaultdict(list))
    odds: Pairs = field(default_factory=lambda: defaultdict(list))
    partenaires: Pairs = field(default_factory=lambda: defaultdict(list))
    natures: dict[int, tuple[str, str, str]] = field(default_factory=dict)
    boites: Pairs = field(default_factory=lambda: defaultdict(list))
    liens: dict[int, list[LinkRow]] = field(default_factory=lambda: defaultdict(list))
    roles: Pairs = field(default_factory=lambda: defaultdict(list))
    textes: Pairs = field(default_factory=lambda: defaultdict(list))
    presentes: Pairs = field(default_factory=lambda: defaultdict(list))

    def of(self, model: type[Terme]) -> dict[int, list[Any]]:
        """The terms of one facet: the list that is named for it."""
        found: dict[int, list[Any]] = getattr(self, list_of(model))
        return found


def slug_of(term: Any) -> str:
    """The slug of a term as `READ` makes it."""
    return term.chemin[-1] if isinstance(term, TerritoireRow) else str(term[0])


def list_of(model: type[Terme]) -> str:
    """What `Gathered` calls the terms of a facet."""
    return f"{model.facette}s"


@dataclass(frozen=True, slots=True)
class Rows:
    """What was read of one table, and how it is put among what was gathered."""

    rows: list[Row]
    put: Callable[[Gathered, Row], None]


@dataclass(frozen=True, slots=True)
class Places:
    """The pages that give those below them an axe or a boîte, by path."""

    axes: dict[str, str]
    boites: dict[str, str]


def places() -> Places:
    """The axes and boîtes of the tree: three small queries that do not join the table of all pages (`among_few`)."""
    axes = dict(Axe.objects.order_by().values_list("pk", "code"))
    boites = set(BoiteAOutils.objects.order_by().values_list("pk", flat=True))
    pages = Page.objects.order_by().filter(pk__in=[*axes, *boites])
    found = Places({}, {})
    for pk, path, slug in pages.values_list("pk", "path", "slug"):
        if pk in axes:
            found.axes[path] = axes[pk]
        if pk in boites:
            found.boites[path] = slug
    return found


def read(ids: list[int]) -> list[Rows]:
    """What the database says of these pages, list by list; a list may hold rows of other pages too."""
    batch = _batch(ids)
    return [Rows(list(asked), put) for part in (_terms, _ressources, _links, _texts) for asked, put in part(batch)]


def arranged(rows: list[PageRow], lists: Iterable[Rows]) -> Gathered:
    """What was read of these pages, and of no others, as documents are made of it."""
    found = Gathered(rows)
    wanted = {row.id for row in rows}
    for one in lists:
        for row in one.rows:
            if row[0] in wanted:
                one.put(found, row)
    return found


def _batch(ids: list[int]) -> Batch:
    """How the rows of these pages are asked for: by their range where it holds hardly any other page.

    A list of 500 ids costs more to write and to read than the rows that it finds.
    """
    first, last = min(ids, default=0), max(ids, default=0)
    if len(ids) * _SPARSE >= last - first + 1 and len(ids) > 1:
        return lambda column: Q(**{f"{column}__gte": first, f"{column}__lte": last})
    return lambda column: Q(**{f"{column}__in": ids})


def _terms(batch: Batch) -> Iterator[Asked]:
    """A page that presents a term is found under it, whether or not the editor has also ticked it."""
    for model, read in READ.items():
        for way in ways(model):
            rows = way.rows.filter(batch(way.page))
            if way.own_type is None:
                rows = rows.order_by(way.page, *read.order)
            columns = (f"{way.term}__{name}" for name in read.columns)
            put = _put_ticked if way.own_type is None else _put_presented
            yield rows.values_list(way.page, *columns), partial(put, model, read)


def _put_ticked(model: type[Terme], read: _Read, found: Gathered, row: Row) -> None:
    found.of(model)[row[0]].append(read.row(row[1:]))


def _put_presented(model: type[Terme], read: _Read, found: Gathered, row: Row) -> None:
    page, term = row[0], read.row(row[1:])
    found.presentes[page].append(presented(model.facette, slug_of(term)))
    terms = found.of(model)[page]
    if term not in terms:
        terms.insert(0, term)


def _ressources(batch: Batch) -> Iterator[Asked]:
    for way in ways(Nature):
        columns = (f"{way.term}__{name}" for name in ("slug", "nom", "famille"))
        yield way.rows.filter(batch(way.page)).values_list(way.page, *columns), _put_nature
    through = Ressource.boites.through.objects.filter(batch("ressource_id"))
    yield through.values_list("ressource_id", "boiteaoutils__slug"), _put_boite
    liens = LienRessource.objects.filter(batch("page_id")).order_by("page_id", "sort_order", "pk")
    yield liens.values_list("page_id", "role", "libelle"), _put_lien


def _put_nature(found: Gathered, row: Row) -> None:
    found.natures[row[0]] = row[1:]


def _put_boite(found: Gathered, row: Row) -> None:
    found.boites[row[0]].append(row[1])


def _put_lien(found: Gathered, row: Row) -> None:
    found.roles[row[0]].append(row[1])
    found.textes[row[0]].append(row[2])


def _links(batch: Batch) -> Iterator[Asked]:
    occurrences = OccurrenceLien.objects.filter(batch("page_id"), en_ligne=True, origine=OrigineOccurrence.CHAMP)
    columns = ("page_id", "champ", "lien__etat", "lien__verifie_le", "lien__confirme_le")
    yield occurrences.values_list(*columns), _put_link


def _put_link(found: Gathered, row: Row) -> None:
    page, champ, etat, verifie_le, confirme_le = row
    if confirme_le is not None and etat != EtatLien.DANGER:
        # Somebody saw it work against the check, and the page says so: the index must not contradict it.
        etat, verifie_le = EtatLien.OK.value, confirme_le
    found.liens[page].append(LinkRow(champ, etat, verifie_le))


def main_links(found: Gathered, page: int) -> list[LinkRow]:
    """The links that the page is there for: a base's own address, a resource's main ones, or all it has."""
    roles = found.roles.get(page, [])
    own = [link for link in found.liens.get(page, []) if link.champ.partition(".")[0] in _main_fields()]
    main = [link for link in own if _role(link, roles) == RoleLien.PRINCIPAL]
    return main or own


def _role(link: LinkRow, roles: list[Any]) -> str:
    _, *place = link.champ.split(".")
    if not place:
        return RoleLien.PRINCIPAL
    rank = int(place[0])
    return roles[rank] if rank < len(roles) else ""


@cache
def _main_fields() -> frozenset[str]:
    return frozenset(place.partition(".")[0] for place in main_link_places())


def _texts(batch: Batch) -> Iterator[Asked]:
    for child, names in _searched_lists():
        rich = [isinstance(child._meta.get_field(name), RichTextField) for name in names]
        rows = child._default_manager.filter(batch("page_id")).order_by("page_id", "sort_order", "pk")
        yield rows.values_list("page_id", *names), partial(_put_texts, rich)
    for model, name in _own_streams():
        rows = model._default_manager.filter(batch("pk")).order_by("pk").values_list("pk", Cast(name, TextField()))
        yield rows, partial(_put_stream, model, name)


def _put_texts(rich: list[bool], found: Gathered, row: Row) -> None:
    read = (text_of_html(text) if html else text for text, html in zip(row[1:], rich, strict=True))
    found.textes[row[0]] += read


def _put_stream(model: type[PageEditoriale], name: str, found: Gathered, row: Row) -> None:
    found.textes[row[0]] += texts_of_stream(model, name, row[1])


@cache
def _searched_lists() -> tuple[tuple[type[Model], tuple[str, ...]], ...]:
    """The tables of the lists that the page types name, with the fields whose texts are read."""
    named = ((model, *one) for model in _searched_models() for one in model.searched_lists.items())
    return tuple(dict.fromkeys((model._meta.get_field(name).related_model, fields) for model, name, fields in named))


@cache
def _own_streams() -> tuple[tuple[type[PageEditoriale], str], ...]:
    """The bodies that pages of some types have beside the one that all have."""
    return tuple(
        (model, field.name)
        for model in _searched_models()
        for field in model._meta.local_fields
        if isinstance(field, StreamField)
    )


def _searched_models() -> list[type[PageEditoriale]]:
    return [model for model in page_types() if model.se_cherche]


COLONNES = (
    "pk",
    "path",
    "url_path",
    "content_type_id",
    "title",
    "chapo",
    Cast("corps", TextField()),
    "first_published_at",
    "valable_jusqu_au",
    "est_fictif",
)
