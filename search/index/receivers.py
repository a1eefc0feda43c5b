"""Which events reach the index. Each writes outbox rows in the transaction of the event and nothing else."""

from collections.abc import Collection
from typing import Any

from liens.enums import OrigineOccurrence
from liens.models import OccurrenceLien
from liens.signals import links_changed
from pages.events import signals
from pages.models import Axe, BoiteAOutils, PageEditoriale, Ressource
from search.documents.visibility import searched_types
from search.index import outbox
from search.state import counters
from taxonomy.models import Terme


def connect() -> None:
    """Connect every receiver, once."""
    signals.page_changed.connect(_on_page, dispatch_uid="search.page")
    signals.publication_changed.connect(_on_publication, dispatch_uid="search.publication")
    signals.page_left.connect(_on_page_deletion, dispatch_uid="search.page_left")
    signals.subtree_closing.connect(_before_restriction, dispatch_uid="search.subtree_closing")
    signals.subtree_changed.connect(_on_subtree, dispatch_uid="search.subtree")
    signals.pages_changed.connect(_on_pages, dispatch_uid="search.pages")
    signals.term_changed.connect(_on_term, dispatch_uid="search.term")
    signals.places_changed.connect(_on_term, dispatch_uid="search.places")
    signals.term_leaving.connect(_on_term, dispatch_uid="search.term_leaving")
    signals.term_merged.connect(_on_merge, dispatch_uid="search.term_merged")
    links_changed.connect(_on_links, dispatch_uid="search.links")


def _on_links(sender: type, ids: Collection[int], **kwargs: Any) -> None:
    """Write the live pages that are there for these links again."""
    occurrences = OccurrenceLien.objects.filter(
        lien_id__in=ids, en_ligne=True, page__isnull=False, origine=OrigineOccurrence.CHAMP
    )
    outbox.record(set(occurrences.values_list("page_id", flat=True)))


def reindex_below(path: str) -> None:
    """Write what stands at this path and everything below it again."""
    outbox.record(_searched_at(path))


def _searched_at(path: str) -> list[int]:
    pages = PageEditoriale.objects.filter(path__startswith=path, content_type_id__in=searched_types())
    return list(pages.values_list("pk", flat=True))


def _on_page(sender: type, page: Any, readdressed: bool, **kwargs: Any) -> None:
    touched: set[int] = set()
    boite = isinstance(page, BoiteAOutils)
    if readdressed:
        touched |= set(_searched_at(page.path))
        if boite:
            touched |= set(Ressource.objects.filter(boites=page).values_list("pk", flat=True))
    if isinstance(page, PageEditoriale) and page.se_cherche:
        touched.add(page.pk)
    outbox.record(touched)
    # What stands under a restriction, or in which order, may be other boîtes: the facet's values are read again.
    if boite or readdressed:
        counters.bump_terms()


def _on_page_deletion(sender: type, page: PageEditoriale, **kwargs: Any) -> None:
    if page.content_type_id in searched_types():
        outbox.record([page.pk], removed=True)


def _on_publication(sender: type, page: PageEditoriale, **kwargs: Any) -> None:
    if isinstance(page, Axe):
        reindex_below(page.path)
    elif page.se_cherche:
        outbox.record([page.pk])


def _before_restriction(sender: type, path: str, **kwargs: Any) -> None:
    """Hide everything below before the restriction is saved."""
    outbox.record(_searched_at(path), removed=True)


def _on_subtree(sender: type, path: str, **kwargs: Any) -> None:
    reindex_below(path)
    counters.bump_terms()


def _on_pages(sender: type, pages: Collection[int], **kwargs: Any) -> None:
    outbox.record(pages)


def _on_term(sender: type, pages: Collection[int], **kwargs: Any) -> None:
    counters.bump_terms()
    outbox.record(pages)


def _on_merge(sender: type, term: Terme | None, pages: Collection[int], **kwargs: Any) -> None:
    if term is not None:
        _on_term(sender, pages)
