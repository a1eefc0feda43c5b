"""Which events of the editors, and of the checker of links, touch what is known of doubles."""

from collections.abc import Collection, Sequence
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models.signals import post_save
from wagtail.models import Revision

from doublons.models import Empreinte
from doublons.recording import (
    compare_again,
    compared_types,
    forget_page,
    record_links,
    record_page,
    record_pages,
    said_by,
    said_in,
)
from ground.wake import wake
from liens.models import Lien, OccurrenceLien
from liens.signals import citations_changed, links_changed, links_discovered
from pages.events import signals
from pages.events.versions import type_of_written
from pages.models import PageEditoriale

TASK = "doublons.compare"


def connect() -> None:
    """Connect every receiver, once."""
    signals.publication_changed.connect(_on_publication, dispatch_uid="doublons.publication")
    signals.page_left.connect(_on_page_deletion, dispatch_uid="doublons.page_left")
    signals.drafts_created.connect(_on_new_drafts, dispatch_uid="doublons.new_drafts")
    signals.page_changed.connect(_on_page, dispatch_uid="doublons.page")
    post_save.connect(_on_revision, sender=Revision, dispatch_uid="doublons.brouillon")
    links_discovered.connect(_on_links, dispatch_uid="doublons.liens")
    links_changed.connect(_on_links, dispatch_uid="doublons.liens_changes")
    citations_changed.connect(_on_citations, sender=OccurrenceLien, dispatch_uid="doublons.citations")


def _on_publication(sender: type, page: PageEditoriale, **kwargs: Any) -> None:
    """What is withdrawn says what it said; and a page that is being deleted is withdrawn while its rows go."""
    if page.live:
        _record(page)


def _on_page(sender: type, page: Any, created: bool, **kwargs: Any) -> None:
    """A page that was made without a version of it."""
    if created and isinstance(page, compared_types()):
        _record(page)


def _on_new_drafts(sender: type, pages: Sequence[Any], **kwargs: Any) -> None:
    """Many at once, as sheets bring them."""
    compared = [page for page in pages if isinstance(page, compared_types())]
    if compared:
        record_pages({page.pk: said_by(page) for page in compared})
        _wake()


def _on_page_deletion(sender: type, page: Any, **kwargs: Any) -> None:
    """What was written while the page was being withdrawn, which its deletion does not know of."""
    forget_page(page.pk)


def _record(page: PageEditoriale) -> None:
    if isinstance(page, compared_types()) and not page.has_unpublished_changes:
        record_page(page)
        _wake()


def _on_revision(sender: type, instance: Revision, created: bool, **kwargs: Any) -> None:
    model = type_of_written(instance, created=created, update_fields=kwargs.get("update_fields"))
    if model is None or not issubclass(model, compared_types()) or not instance.is_latest_revision():
        return
    content = instance.content
    if content.get("alias_of") is None and model.objects.filter(pk=instance.object_id).exists():
        record_pages({int(instance.object_id): said_in(content)})
        _wake()


def _on_links(sender: type, ids: Collection[int], **kwargs: Any) -> None:
    changed = record_links(list(ids))
    if changed and sender is Lien and compare_again(changed):
        _wake()


def _on_citations(sender: type, page: int | None, **kwargs: Any) -> None:
    """A page that cites other addresses is compared anew: its links may be written after its title."""
    if page is not None and Empreinte.objects.filter(pk=page, a_comparer=False).update(a_comparer=True):
        _wake()


def _wake() -> None:
    transaction.on_commit(partial(wake, TASK), robust=True)
