"""Which events of the editors touch the registry of links."""

from functools import partial
from typing import Any

from django.db import transaction
from django.db.models.signals import post_save, pre_delete
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Revision

from liens.recording import (
    forget_citer,
    forget_page,
    record_new_drafts,
    record_page,
    record_partenaire,
    record_redirection,
)
from pages.events import signals
from pages.events.versions import type_of_written
from pages.models import PageEditoriale
from taxonomy.models import Partenaire


def connect() -> None:
    """Connect every receiver, once."""
    signals.publication_changed.connect(_on_publication, dispatch_uid="liens.publication")
    signals.page_changed.connect(_on_page, dispatch_uid="liens.page")
    signals.drafts_created.connect(_on_new_drafts, dispatch_uid="liens.new_drafts")
    signals.page_leaving.connect(_on_page_deletion, dispatch_uid="liens.page_leaving")
    signals.page_left.connect(_on_page_deletion, dispatch_uid="liens.page_left")
    post_save.connect(_on_revision, sender=Revision, dispatch_uid="liens.brouillon")
    post_save.connect(_on_partenaire, sender=Partenaire, dispatch_uid="liens.partenaire")
    pre_delete.connect(_before_partenaire_deletion, sender=Partenaire, dispatch_uid="liens.partenaire_supprime")
    post_save.connect(_on_redirection, sender=Redirect, dispatch_uid="liens.redirection")
    pre_delete.connect(_before_redirection_deletion, sender=Redirect, dispatch_uid="liens.redirection_supprimee")


def _on_publication(sender: type, page: PageEditoriale, **kwargs: Any) -> None:
    record_page(page)


def _on_new_drafts(sender: type, pages: list[PageEditoriale], **kwargs: Any) -> None:
    record_new_drafts(pages)


def _on_page(sender: type, page: Any, created: bool, **kwargs: Any) -> None:
    """A copy that follows its original is made without a revision or a publication; its children come after it."""
    if created and isinstance(page, PageEditoriale) and page.alias_of_id:
        transaction.on_commit(partial(record_page, page), robust=True)


def _on_revision(sender: type, instance: Revision, created: bool, **kwargs: Any) -> None:
    page_type = type_of_written(instance, created=created, update_fields=kwargs.get("update_fields"))
    if page_type is None:
        return
    page = page_type.objects.filter(pk=instance.object_id).first()
    if page is not None and instance.is_latest_revision():
        # The page learns of its new draft only after the draft is saved.
        record_page(page, brouillon=instance.as_object())


def _on_partenaire(sender: type, instance: Partenaire, raw: bool = False, **kwargs: Any) -> None:
    if not raw:
        record_partenaire(instance)


def _on_page_deletion(sender: type, page: PageEditoriale, **kwargs: Any) -> None:
    """Before and after: Wagtail unpublishes a page while it is being deleted, which registers its links again."""
    forget_page(page.pk)


def _before_partenaire_deletion(sender: type, instance: Partenaire, **kwargs: Any) -> None:
    forget_citer(partenaire=instance)


def _on_redirection(sender: type, instance: Redirect, raw: bool = False, **kwargs: Any) -> None:
    if not raw:
        record_redirection(instance)


def _before_redirection_deletion(sender: type, instance: Redirect, **kwargs: Any) -> None:
    forget_citer(redirection=instance)
