"""Which events reach the index. Each writes outbox rows in the transaction of the event and nothing else."""

from collections.abc import Collection
from typing import Any

from django.db.models import QuerySet
from django.db.models.signals import post_delete, post_save, pre_delete, pre_save
from wagtail.models import Page, PageViewRestriction
from wagtail.signals import page_published, page_unpublished, post_page_move

from liens.enums import OrigineOccurrence
from liens.models import OccurrenceLien
from liens.signals import links_changed
from pages.events import COLONNES_DE_BROUILLON, pages_portant
from pages.models import Axe, BoiteAOutils, PageEditoriale, Ressource
from search.documents.visibility import searched_types
from search.index import outbox
from search.state import counters
from taxonomy.models import Acteur, Domaine, Nature, Odd, Partenaire, SlugFusionne, Terme, Territoire

MODELES_DE_TERMES: dict[str, type[Terme]] = {
    model.facette: model for model in (Territoire, Acteur, Domaine, Odd, Nature, Partenaire)
}


def connect() -> None:
    """Connect every receiver, once."""
    pre_save.connect(_before_save, dispatch_uid="search.before_save")
    post_save.connect(_on_save, dispatch_uid="search.saved")
    post_delete.connect(_on_delete, sender=PageEditoriale, dispatch_uid="search.deleted")
    page_published.connect(_on_publication, dispatch_uid="search.published")
    page_unpublished.connect(_on_publication, dispatch_uid="search.unpublished")
    post_page_move.connect(_on_move, dispatch_uid="search.moved")
    pre_save.connect(_before_restriction, sender=PageViewRestriction, dispatch_uid="search.restricting")
    post_save.connect(_on_restriction, sender=PageViewRestriction, dispatch_uid="search.restricted")
    post_delete.connect(_on_restriction, sender=PageViewRestriction, dispatch_uid="search.unrestricted")
    for model in MODELES_DE_TERMES.values():
        post_save.connect(_on_term, sender=model, dispatch_uid=f"search.term.{model.facette}")
        pre_delete.connect(_on_term, sender=model, dispatch_uid=f"search.term_deleted.{model.facette}")
    post_save.connect(_on_merge, sender=SlugFusionne, dispatch_uid="search.merged")
    links_changed.connect(_on_links, dispatch_uid="search.links")


def _on_links(sender: type, ids: Collection[int], **kwargs: Any) -> None:
    """Write the live pages that are there for these links again."""
    occurrences = OccurrenceLien.objects.filter(
        lien_id__in=ids, en_ligne=True, page__isnull=False, origine=OrigineOccurrence.CHAMP
    )
    outbox.record(set(occurrences.values_list("page_id", flat=True)))


def reindex_below(page: Page) -> None:
    """Write `page` and everything below it again."""
    outbox.record(list(_searched_below(page).values_list("pk", flat=True)))


def _searched_below(page: Page) -> QuerySet[PageEditoriale]:
    return PageEditoriale.objects.filter(path__startswith=page.path, content_type_id__in=searched_types())


def _on_save(sender: type, instance: Any, raw: bool = False, update_fields: Any = None, **kwargs: Any) -> None:
    if raw or not isinstance(instance, Page):
        return
    if instance.__dict__.pop("_adresse_a_change", False):
        reindex_below(instance)
    if not isinstance(instance, PageEditoriale):
        return
    if isinstance(instance, BoiteAOutils):
        counters.bump_terms()
    if instance.__dict__.pop("_slug_a_change", False) and isinstance(instance, BoiteAOutils):
        outbox.record(list(Ressource.objects.filter(boites=instance).values_list("pk", flat=True)))
    if not instance.se_cherche:
        return
    if update_fields is None or not COLONNES_DE_BROUILLON.issuperset(update_fields):
        outbox.record([instance.pk])


def _on_delete(sender: type, instance: PageEditoriale, **kwargs: Any) -> None:
    if instance.content_type_id in searched_types():
        outbox.record([instance.pk], removed=True)


def _on_publication(sender: type, instance: Any, **kwargs: Any) -> None:
    if isinstance(instance, Axe):
        reindex_below(instance)
    elif isinstance(instance, PageEditoriale) and instance.se_cherche:
        outbox.record([instance.pk])


def _before_save(sender: type, instance: Any, raw: bool = False, update_fields: Any = None, **kwargs: Any) -> None:
    """Note a change of slug or of place. Wagtail's own signals come after the commit, where a crash would lose them.

    A move saves the page as a plain Page, whatever its type.
    """
    if raw or not isinstance(instance, Page) or instance.pk is None:
        return
    if update_fields is None or {"slug", "url_path"} & set(update_fields):
        before = Page.objects.filter(pk=instance.pk).values_list("slug", "url_path").first()
        if before:
            instance.__dict__["_slug_a_change"] = before[0] != instance.slug
            instance.__dict__["_adresse_a_change"] = before[0] != instance.slug or before[1] != instance.url_path


def _on_move(sender: type, instance: Page, **kwargs: Any) -> None:
    # The instance keeps the path it had before the move.
    reindex_below(Page.objects.get(pk=instance.pk))
    _boites_have_moved()


def _before_restriction(sender: type, instance: PageViewRestriction, raw: bool = False, **kwargs: Any) -> None:
    """Hide everything below before the restriction is saved: the two are not saved in one transaction by the admin."""
    page = Page.objects.filter(pk=instance.page_id).first()
    if page is not None and not raw:
        outbox.record(list(_searched_below(page).values_list("pk", flat=True)), removed=True)


def _on_restriction(sender: type, instance: PageViewRestriction, **kwargs: Any) -> None:
    page = Page.objects.filter(pk=instance.page_id).first()
    if page is not None:
        reindex_below(page)
        _boites_have_moved()


def _boites_have_moved() -> None:
    """What is under a restriction, or in which order, may have changed: the facet's values are read again."""
    counters.bump_terms()


def _on_term(sender: type, instance: Terme, raw: bool = False, created: bool = False, **kwargs: Any) -> None:
    if raw:
        return
    counters.bump_terms()
    if not created:
        outbox.record(pages_portant(instance))


def _on_merge(sender: type, instance: SlugFusionne, raw: bool = False, **kwargs: Any) -> None:
    model = MODELES_DE_TERMES.get(instance.facette)
    term = model._default_manager.filter(slug=instance.nouveau).first() if model and not raw else None
    if term is not None:
        counters.bump_terms()
        outbox.record(pages_portant(term))
