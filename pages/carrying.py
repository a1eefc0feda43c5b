"""Which pages carry a term, by what way: the only place that says it.

A page carries a term when its editor chose it in one of the lists that every page has (territoires, acteurs, domaines,
ODD, partenaires); when the page's own type names it (`own_term`): what a fiche portrays, the domaine of its page, a
resource's nature; or when its type stands for a nature that editors keep (`kind`). All of these count alike for all who
ask: the index, the lists of the API and their trees, the page of a domaine and its neighbours, the shelves of the
browse page, and the events that have pages written again.

Three things are decided by who asks:
- A territoire holds others. Who asks for a place means all that lies in it, hands in `at_or_below`, and finds the
  pages of its communes. Only the search, when its scope is wide, adds what stands above the place.
- Whether a page must be live, public or still valid. Nothing here looks at that.
- « Voir aussi » and what stands in for a page that is gone (`cap.stand_ins`) compare pages with each other: of the
  pages that may be shown there, only what editors chose counts.

To answer for a page (responsable, suppléant), to be the parcours of a profil or to propose a nature is not to carry.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cache, reduce
from operator import or_
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, Q, QuerySet

from pages.models import PageEditoriale, PagePartenaire, PageTerritoire
from pages.page_types import kinds, page_types
from taxonomy.models import Acteur, Domaine, Nature, Odd, Partenaire, Terme, Territoire

#: Ids of terms, or a queryset of them.
Terms = QuerySet[Any] | Collection[int]


@dataclass(frozen=True, slots=True)
class Way:
    """One way to carry terms of a facet: rows of a table, each of which leads to a page and to a term.

    `page` and `term` are columns of the table. `path` leads from a page to the term. `own_type` is the only page type
    that has this way, None for a list that all pages have.
    """

    table: type[Model]
    page: str
    term: str
    path: str
    own_type: type[PageEditoriale] | None = None

    @property
    def rows(self) -> QuerySet[Any]:
        """All rows of the table."""
        return self.table._default_manager.all()

    def pages(self, terms: Terms) -> QuerySet[Any]:
        """The ids of the pages that carry one of these terms in this way."""
        return self.rows.filter(**{f"{self.term}__in": terms}).order_by().values_list(self.page, flat=True)


def _ticked(name: str) -> Way:
    field: Any = PageEditoriale._meta.get_field(name)
    return Way(field.remote_field.through, f"{field.m2m_field_name()}_id", field.m2m_reverse_field_name(), name)


#: The list of each facet that editors fill, on every page.
LISTS: dict[type[Terme], Way] = {
    Territoire: Way(PageTerritoire, "page_id", "territoire", "territoires_lies__territoire"),
    Acteur: _ticked("acteurs"),
    Domaine: _ticked("domaines"),
    Odd: _ticked("odds"),
    Partenaire: Way(PagePartenaire, "page_id", "partenaire", "partenaires_lies__partenaire"),
}


@cache
def ways(model: type[Terme]) -> tuple[Way, ...]:
    """Every way to carry a term of this facet, the editors' list first."""
    own = (
        Way(one, "pk", one.own_term, f"{one._meta.model_name}__{one.own_term}", one)
        for one in page_types()
        if one.own_term and one._meta.get_field(one.own_term).related_model is model
    )
    return (*([LISTS[model]] if model in LISTS else []), *own)


def conditions(model: type[Terme], terms: Terms, among: Collection[type[PageEditoriale]] = ()) -> Iterator[Q]:
    """On pages of Wagtail’s table or of ours: one condition for each way to carry one of these terms of a facet.

    A single one of them finds its index, which a database may not do once they are joined by OR.
    """
    for way in ways(model):
        if not among or way.own_type is None or way.own_type in among:
            yield Q(pk__in=way.pages(terms))
    if model is Nature:
        yield of_kinds(Nature.objects.filter(pk__in=terms).values_list("slug", flat=True))


def carrying(model: type[Terme], terms: Terms, *, among: Collection[type[PageEditoriale]] = ()) -> Q:
    """On pages: those that carry one of these terms of a facet, each once.

    `among` names the types that are asked for, when they are known: ways that none of them has are left out, which
    spares the database a subquery.
    """
    return reduce(or_, conditions(model, terms, among), Q(pk__in=()))


def of_kinds(slugs: Iterable[str]) -> Q:
    """On pages: those whose type stands for one of these natures; a kind need not be a nature that editors keep."""
    asked = set(slugs)
    types = [one for one in page_types() if one.kind and one.kind.slug in asked]
    return Q(content_type__in=[kind.pk for kind in ContentType.objects.get_for_models(*types).values()])


def by_term(model: type[Terme], pages: QuerySet[PageEditoriale], column: str = "pk") -> dict[Any, set[int]]:
    """By this column of the terms of a facet, the ids of those of `pages` that carry each."""
    found: dict[Any, set[int]] = defaultdict(set)
    for way in ways(model):
        rows = pages.filter(**{f"{way.path}__isnull": False}).order_by()
        for page, term in rows.values_list("pk", f"{way.path}__{column}"):
            found[term].add(page)
    if model is Nature:
        kept = dict(Nature.objects.filter(slug__in=[kind.slug for kind in kinds()]).values_list("slug", column))
        for page, content_type in pages.filter(of_kinds(kept)).values_list("pk", "content_type"):
            model_class: Any = ContentType.objects.get_for_id(content_type).model_class()
            found[kept[model_class.nature_asked()]].add(page)
    return found


def own_ids(page: PageEditoriale, model: type[Terme]) -> set[int]:
    """The ids of the terms of a facet that the type of this page names itself; read from memory, as drafts have it."""
    named = (getattr(page, f"{way.term}_id") for way in ways(model) if way.own_type is type(page))
    return {pk for pk in named if pk is not None}
