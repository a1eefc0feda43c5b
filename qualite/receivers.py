"""Which events of the editors, of the checker of links and of doubles make a page worth another examination."""

from collections.abc import Collection, Sequence
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models.signals import post_save
from wagtail.models import Revision

from doublons.signals import pairs_changed
from ground.wake import wake
from liens.models import OccurrenceLien
from liens.signals import links_changed
from pages.events import signals
from pages.events.versions import type_of_written
from pages.models import PageEditoriale
from qualite.recording import forget, mark, mark_known

TASK = "qualite.examine"


def connect() -> None:
    """Connect every receiver, once."""
    signals.publication_changed.connect(_on_publication, dispatch_uid="qualite.publication")
    signals.page_left.connect(_on_page_deletion, dispatch_uid="qualite.page_left")
    signals.drafts_created.connect(_on_new_drafts, dispatch_uid="qualite.new_drafts")
    signals.pages_changed.connect(_on_pages, dispatch_uid="qualite.pages")
    post_save.connect(_on_revision, sender=Revision, dispatch_uid="qualite.brouillon")
    links_changed.connect(_on_links, dispatch_uid="qualite.liens")
    pairs_changed.connect(_on_pairs, dispatch_uid="qualite.paires")


def _on_publication(sender: type, page: PageEditoriale, **kwargs: Any) -> None:
    """A page that is being deleted is withdrawn while its rows go."""
    if page.live and not page.alias_of_id:
        _mark([page.pk])


def _on_page_deletion(sender: type, page: Any, **kwargs: Any) -> None:
    """What was written while the page was being withdrawn, which its deletion does not know of."""
    forget(page.pk)


def _on_new_drafts(sender: type, pages: Sequence[Any], **kwargs: Any) -> None:
    _mark([page.pk for page in pages])


def _on_pages(sender: type, pages: Collection[int], **kwargs: Any) -> None:
    """Columns that visitors read were written together: « relu le », « valable jusqu’au »."""
    _mark_known_later(list(pages))


def _on_revision(sender: type, instance: Revision, created: bool, **kwargs: Any) -> None:
    model = type_of_written(instance, created=created, update_fields=kwargs.get("update_fields"))
    if model is None or instance.content.get("alias_of") is not None:
        return
    if PageEditoriale.objects.filter(pk=instance.object_id).exists():
        _mark([int(instance.object_id)])


def _on_links(sender: type, ids: Collection[int], **kwargs: Any) -> None:
    cited = OccurrenceLien.objects.filter(lien__in=list(ids), page__isnull=False).order_by()
    _mark_known_later(cited.values("page"))


def _on_pairs(sender: type, pages: Collection[int], **kwargs: Any) -> None:
    _mark_known_later(list(pages))


def _mark_known_later(keys: Any) -> None:
    """Once all is committed: whoever holds rows that an editor waits for must not wait for the rows that he holds."""
    transaction.on_commit(partial(_mark_known, keys), robust=True)


def _mark_known(keys: Any) -> None:
    if mark_known(keys):
        wake(TASK)


def _mark(keys: Collection[int]) -> None:
    mark(keys)
    _wake()


def _wake() -> None:
    transaction.on_commit(partial(wake, TASK), robust=True)
