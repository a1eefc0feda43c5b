"""Which pages visitors may find at all. What is not indexable never reaches an engine."""

from collections.abc import Collection, Iterable
from datetime import date

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q, QuerySet
from django.utils import timezone
from wagtail.models import Page

from pages.models import PageEditoriale
from pages.page_types import page_types
from pages.tree_paths import chemins_prives

_STEP = Page.steplen


def is_indexable(page: PageEditoriale) -> bool:
    """Whether visitors may find `page`: live, of a type that is searched, restricted nowhere above, still valid."""
    return page.pk in indexable_ids([page.pk])


def indexable_ids(ids: Collection[int]) -> set[int]:
    """Those of `ids` that visitors may find today."""
    rows = indexable_pages(timezone.localdate()).filter(pk__in=ids).values_list("pk", "path")
    restricted = chemins_prives()
    return {pk for pk, path in rows if not is_restricted(path, restricted)}


def indexable_pages(today: date) -> QuerySet[PageEditoriale]:
    """Live pages of the searched types whose validity has not passed; restrictions are looked at apart."""
    return PageEditoriale.objects.filter(
        Q(valable_jusqu_au__isnull=True) | Q(valable_jusqu_au__gte=today),
        live=True,
        content_type_id__in=searched_types(),
    )


def is_restricted(path: str, restricted: Collection[str]) -> bool:
    """Whether the page at `path`, or one above it, carries a restriction."""
    return bool(restricted) and any(above in restricted for above in (*ancestor_paths(path), path))


def ancestor_paths(path: str) -> Iterable[str]:
    """The paths of the pages above, from the root down, itself excluded."""
    return (path[:end] for end in range(_STEP, len(path), _STEP))


def searched_types() -> dict[int, type[PageEditoriale]]:
    """Content type → page type, for the types that are found through facets."""
    searched = [model for model in page_types() if model.se_cherche]
    return {ContentType.objects.get_for_model(model, for_concrete_model=False).pk: model for model in searched}
