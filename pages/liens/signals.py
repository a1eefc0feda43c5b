"""Which events of the editors touch the registry of links."""

from typing import Any

from django.db.models.signals import post_save, pre_delete
from wagtail.models import Revision
from wagtail.signals import page_published, page_unpublished

from pages.liens.registre import enregistrer_page, enregistrer_partenaire, oublier_page
from pages.models import PageEditoriale
from taxonomy.models import Partenaire


def connect() -> None:
    """Connect every receiver, once."""
    page_published.connect(_on_page, dispatch_uid="liens.publie")
    page_unpublished.connect(_on_page, dispatch_uid="liens.depublie")
    post_save.connect(_on_revision, sender=Revision, dispatch_uid="liens.brouillon")
    post_save.connect(_on_partenaire, sender=Partenaire, dispatch_uid="liens.partenaire")
    pre_delete.connect(_before_page_deletion, dispatch_uid="liens.supprime")


def _on_page(sender: type, instance: Any, **kwargs: Any) -> None:
    if isinstance(instance, PageEditoriale):
        enregistrer_page(instance)


def _on_revision(sender: type, instance: Revision, created: bool, **kwargs: Any) -> None:
    if not created or not issubclass(instance.content_type.model_class() or object, PageEditoriale):
        return
    page = instance.content_type.model_class().objects.filter(pk=instance.object_id).first()
    if page is not None:
        enregistrer_page(page)


def _on_partenaire(sender: type, instance: Partenaire, raw: bool = False, **kwargs: Any) -> None:
    if not raw:
        enregistrer_partenaire(instance)


def _before_page_deletion(sender: type, instance: Any, **kwargs: Any) -> None:
    if isinstance(instance, PageEditoriale):
        oublier_page(instance)
