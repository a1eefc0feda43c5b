"""Which events change what a body is made of. Each marks the bodies in the transaction of the event.

A body holds the page's own fields, the names of its terms, the addresses and titles of the pages it cites, its images
and its documents. Breadcrumbs, children and the state of links are added when it is read.
"""

from collections.abc import Collection, Iterable
from functools import partial
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Model
from django.db.models.signals import post_delete, post_save, pre_delete
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page, ReferenceIndex

from ground.generation import advance
from headless.contenus.bodies import expire, expire_all, wake_renderer
from headless.journal.marks import mark_pages
from pages.events import signals
from pages.models import PageEditoriale
from pages.page_types import page_types
from pages.tree_paths import sous
from taxonomy.models import Terme


def connect() -> None:
    """Connect every receiver, once."""
    signals.page_changed.connect(_on_page, dispatch_uid="contenus.page")
    signals.page_leaving.connect(_before_page_deletion, dispatch_uid="contenus.page_leaving")
    signals.subtree_changed.connect(_on_subtree, dispatch_uid="contenus.subtree")
    signals.sites_changed.connect(_on_sites, dispatch_uid="contenus.sites")
    signals.term_changed.connect(_on_term, dispatch_uid="contenus.term")
    signals.pages_changed.connect(_on_places, dispatch_uid="contenus.pages")
    signals.places_changed.connect(_on_places, dispatch_uid="contenus.places")
    signals.term_leaving.connect(_before_term_deletion, dispatch_uid="contenus.term_leaving")
    signals.term_merged.connect(_on_merge, dispatch_uid="contenus.term_merged")
    for model in (get_image_model(), get_document_model()):
        post_save.connect(_on_media, sender=model, dispatch_uid=f"contenus.{model.__name__}")
        pre_delete.connect(_on_media, sender=model, dispatch_uid=f"contenus.{model.__name__}_deleted")
    for signal, name in ((post_save, "saved"), (post_delete, "deleted")):
        signal.connect(_on_redirect, sender=Redirect, dispatch_uid=f"contenus.redirect_{name}")


def note_changes(ids: Iterable[int], *, directes: frozenset[int] = frozenset()) -> None:
    """These bodies are to be written again; the worker is told once the change is committed.

    `directes` are the pages that were saved themselves.
    """
    touched = set(ids)
    expire(touched)
    _announce(touched, directes=directes)


def _announce(ids: set[int], *, directes: frozenset[int] = frozenset()) -> None:
    mark_pages(ids, directes=directes)
    advance()
    transaction.on_commit(wake_renderer, robust=True)


def citant(model: type[Model], ids: Iterable[int]) -> set[int]:
    """Pages that name one of these objects in a text, a block or a field."""
    kind = ContentType.objects.get_for_model(model)
    pages = ContentType.objects.get_for_model(Page)
    named = [str(pk) for pk in ids]
    found: set[int] = set()
    for start in range(0, len(named), 500):
        rows = ReferenceIndex.objects.filter(
            to_content_type=kind, to_object_id__in=named[start : start + 500], base_content_type=pages
        )
        found |= {int(pk) for pk in rows.values_list("object_id", flat=True)}
    return found


def _touchees(ids: set[int], *, dessous: Iterable[str] = ()) -> set[int]:
    """These pages, those below these paths, and all that name one of them."""
    for path in dessous:
        ids = ids | set(Page.objects.filter(sous(path)).values_list("pk", flat=True))
    # A boîte is named by the resources that are also useful there, and a parent by its children.
    linked = PageEditoriale.objects.filter(ressource__boites__in=ids).values_list("pk", flat=True)
    return ids | citant(Page, ids) | set(linked) | _enfants(ids)


def _enfants(ids: set[int]) -> set[int]:
    found: set[int] = set()
    for path, depth in Page.objects.filter(pk__in=ids).values_list("path", "depth"):
        found |= set(Page.objects.filter(sous(path), depth=depth + 1).values_list("pk", flat=True))
    return found


def _on_page(sender: type, page: Page, renamed: bool, **kwargs: Any) -> None:
    touched = _touchees({page.pk}, dessous=[page.path]) if renamed else {page.pk}
    note_changes(touched, directes=frozenset({page.pk}))


def _before_page_deletion(sender: type, page: PageEditoriale, **kwargs: Any) -> None:
    touched = _touchees({page.pk})
    expire(touched, ouvrir=False)
    # Those that had no row get one once it is known which pages are left.
    transaction.on_commit(partial(expire, touched), robust=True)
    _announce(touched)


def _on_subtree(sender: type, page_id: int, path: str, **kwargs: Any) -> None:
    note_changes(_touchees({page_id}, dessous=[path]))


def _on_media(sender: type[Model], instance: Any, **kwargs: Any) -> None:
    if not kwargs.get("created"):
        note_changes(citant(sender, [instance.pk]))


def _on_sites(sender: type, **kwargs: Any) -> None:
    expire_all()
    advance()
    transaction.on_commit(wake_renderer, robust=True)


def _on_redirect(sender: type, **kwargs: Any) -> None:
    advance()


def _on_places(sender: type, pages: Collection[int], **kwargs: Any) -> None:
    note_changes(pages)


def _on_term(sender: type, term: Terme, created: bool, pages: Collection[int], **kwargs: Any) -> None:
    if not created:
        note_changes({*pages, *_named_beside(term)})


def _before_term_deletion(sender: type, term: Terme, pages: Collection[int], **kwargs: Any) -> None:
    note_changes({*pages, *_named_beside(term)})


def _on_merge(sender: type, term: Terme | None, pages: Collection[int], **kwargs: Any) -> None:
    if term is not None:
        note_changes({*pages, *_named_beside(term)})


def _named_beside(term: Terme) -> set[int]:
    """Pages whose body shows the term by a field that does not make them carry it: a responsable, a profil."""
    fields = {
        (field.model, field.name)
        for model in page_types()
        for field in model._meta.concrete_fields
        if field.related_model is type(term) and field.name != model.own_term and field.name in _shown(model)
    }
    found: set[int] = set()
    for model, name in fields:
        found |= set(model._default_manager.filter(**{name: term}).values_list("pk", flat=True))
    return found


def _shown(model: type[PageEditoriale]) -> set[str]:
    return {field.name for field in model.api_fields}
