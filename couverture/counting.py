"""Which pages carry which terms, as sets that a table is counted from: a few queries, however many cells.

The database gives, for each term, the numbers of its pages as one text; sets are met in memory. What counts is what
the search finds (`search.documents`): live pages of the searched types that are still valid and restricted nowhere
above, by every way to carry a term (`pages.carrying`). A cell and the search behind it say the same number.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Aggregate, Q, QuerySet, TextField
from django.utils import timezone
from wagtail.models import Page

from pages.carrying import ways
from pages.models import Axe, PageEditoriale
from pages.visibility import PagesPubliques
from search.documents.visibility import indexable_pages, searched_types
from search.state.snapshot import index_state
from taxonomy.enums import Famille
from taxonomy.models import Acteur, Domaine, Nature, Terme, Territoire

Pages = set[int]


class Joined(Aggregate):
    """Numbers as one text, commas between them."""

    output_field = TextField()
    template = "group_concat(%(expressions)s)"

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, template="string_agg((%(expressions)s)::text, ',')", **context)


@dataclass(frozen=True, slots=True)
class Reach:
    """A territoire that pages carry: its own slug, and the slugs of all in which it is found, its own among them."""

    slug: str
    found_in: frozenset[str]


@dataclass(slots=True)
class Carried:
    """By slug of a term, the pages that carry it. `pages`: all that count. `places`: by territoire, with its reach."""

    pages: Pages
    terms: dict[str, dict[str, Pages]] = field(default_factory=dict)
    places: list[tuple[Reach, Pages]] = field(default_factory=list)

    def of(self, name: str, slug: str) -> Pages:
        """The pages that carry this term of a list; for territoires ask `within` and the like."""
        return self.terms.get(name, {}).get(slug, set())

    def exactly(self, slug: str) -> Pages:
        """The pages whose nearest territoire is this one, of those that it contains and itself."""
        own: Pages = set()
        inside: Pages = set()
        for reach, pages in self.places:
            if reach.slug == slug:
                own |= pages
            elif slug in reach.found_in:
                inside |= pages
        return own - inside

    def by_place(self, rows: Mapping[str, Iterable[str]]) -> tuple[dict[str, Pages], dict[str, Pages]]:
        """For each of these territoires, given what is above it: (pages in it, pages of what is above it)."""
        within: dict[str, Pages] = {slug: set() for slug in rows}
        own: dict[str, Pages] = {}
        wanted = frozenset(rows)
        wider = frozenset(above for lineage in rows.values() for above in lineage)
        for reach, pages in self.places:
            for slug in wanted & reach.found_in:
                within[slug] |= pages
            if reach.slug in wider:
                own.setdefault(reach.slug, set()).update(pages)
        above = {slug: set().union(*(own.get(one, set()) for one in lineage)) for slug, lineage in rows.items()}
        return within, above


def carried(*names: str) -> Carried:
    """What visitors may find, by the terms of these lists (`territoire`, `acteur`, `domaine`, `nature`, `axe`)."""
    visible = indexable_pages(timezone.localdate()).filter(PagesPubliques().condition())
    # What is about to appear with others, or to go, is not found yet, or not any more.
    withheld = index_state().withheld
    by_type = {key: pages - withheld for key, pages in _joined(visible, "content_type_id", "pk").items()}
    found = Carried(set().union(*by_type.values()))
    for model in (Acteur, Domaine):
        if model.facette in names:
            found.terms[model.facette] = _named(model, _of_terms(model, found.pages))
    if {"nature", "axe"} & set(names):
        own = _of_terms(Nature, found.pages)
        found.terms["nature"] = _natures(own, by_type)
        found.terms["axe"] = {axe: pages & found.pages for axe, pages in _axes(own, visible).items()}
    if "territoire" in names:
        found.places = _places(_of_terms(Territoire, found.pages))
    return found


def _joined(rows: QuerySet[Any], key: str, page: str) -> dict[int, Pages]:
    """By this column, the pages."""
    grouped = rows.order_by().values(key).annotate(ids=Joined(page)).values_list(key, "ids")
    return {one: set(map(int, ids.split(","))) for one, ids in grouped if one is not None}


def _of_terms(model: type[Terme], visible: Pages) -> dict[int, Pages]:
    """By key of a term of this list, the pages that carry it in any way."""
    found: dict[int, Pages] = defaultdict(set)
    for way in ways(model):
        rows = way.rows.filter(**{f"{way.term}__isnull": False})
        for key, pages in _joined(rows, f"{way.term}_id", way.page).items():
            found[key] |= pages & visible
    return found


def _named(model: type[Terme], pages: Mapping[int, Pages]) -> dict[str, Pages]:
    return {slug: pages.get(key, set()) for key, slug in model._default_manager.values_list("pk", "slug")}


def _natures(own: Mapping[int, Pages], by_type: Mapping[int, Pages]) -> dict[str, Pages]:
    """Natures, and what stands for one: the kind of a page that has none of its own."""
    found = _named(Nature, own)
    having = set().union(*own.values())
    for content_type, model in searched_types().items():
        if model.kind:
            found[model.kind.slug] = found.get(model.kind.slug, set()) | (by_type.get(content_type, set()) - having)
    return found


def _axes(own: Mapping[int, Pages], visible: QuerySet[PageEditoriale]) -> dict[str, Pages]:
    """The axe above a page, and the one of its nature."""
    found: dict[str, Pages] = defaultdict(set)
    codes = dict(Axe.objects.order_by().values_list("pk", "code"))
    for pk, path in Page.objects.filter(pk__in=codes).order_by().values_list("pk", "path"):
        below = visible.filter(path__startswith=path).exclude(pk=pk).order_by()
        found[codes[pk]] |= set(below.values_list("pk", flat=True))
    for pk, famille in Nature.objects.order_by().values_list("pk", "famille"):
        found[Famille(famille).axe.value] |= own.get(pk, set())
    return found


def _places(own: Mapping[int, Pages]) -> list[tuple[Reach, Pages]]:
    cited = [Q(pk__in=way.rows.order_by().values(f"{way.term}_id")) for way in ways(Territoire)]
    rows = Territoire.objects.filter(reduce(or_, cited)).order_by().values_list("pk", "slug", "chemin", "touche")
    return [(reach_of(slug, chemin, touche), own[pk]) for pk, slug, chemin, touche in rows if own.get(pk)]


def reach_of(slug: str, chemin: str, touche: str) -> Reach:
    """The reach of a territoire, from its columns."""
    return Reach(slug, frozenset((*chemin.split("/"), *(touche.strip("/").split("/") if touche else ()))))
