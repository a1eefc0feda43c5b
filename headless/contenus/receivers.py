"""Which events change what a body is made of. Each marks the bodies in the transaction of the event.

A body holds the page's own fields, the names of its terms, the addresses and titles of the pages it cites, its images
and its documents. Breadcrumbs, children and the state of links are added when it is read.
"""

from collections.abc import Iterable
from functools import partial
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Model, Q
from django.db.models.signals import post_delete, post_save, pre_delete, pre_save
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page, PageViewRestriction, ReferenceIndex, Site
from wagtail.signals import post_page_move

from ground.generation import advance
from headless.contenus.bodies import expire, expire_all, wake_renderer
from headless.journal.marks import mark_pages
from pages.events import COLONNES_DE_BROUILLON, pages_portant
from pages.models import PageEditoriale
from pages.tree_paths import sous
from taxonomy.models import Acteur, Domaine, Nature, Odd, Partenaire, SlugFusionne, Terme, Territoire

TERMES: tuple[type[Terme], ...] = (Territoire, Acteur, Domaine, Odd, Nature, Partenaire)


def connect() -> None:
    """Connect every receiver, once."""
    pre_save.connect(_before_page, dispatch_uid="contenus.before_page")
    post_save.connect(_on_page, dispatch_uid="contenus.page")
    pre_delete.connect(_on_page_deletion, sender=PageEditoriale, dispatch_uid="contenus.page_deleted")
    post_page_move.connect(_on_move, dispatch_uid="contenus.moved")
    for model in (get_image_model(), get_document_model()):
        post_save.connect(_on_media, sender=model, dispatch_uid=f"contenus.{model.__name__}")
        pre_delete.connect(_on_media, sender=model, dispatch_uid=f"contenus.{model.__name__}_deleted")
    for signal, name in ((post_save, "saved"), (post_delete, "deleted")):
        signal.connect(_on_restriction, sender=PageViewRestriction, dispatch_uid=f"contenus.restriction_{name}")
        signal.connect(_on_site, sender=Site, dispatch_uid=f"contenus.site_{name}")
        signal.connect(_on_redirect, sender=Redirect, dispatch_uid=f"contenus.redirect_{name}")
    post_save.connect(_on_merge, sender=SlugFusionne, dispatch_uid="contenus.merged")
    for term in TERMES:
        post_save.connect(_on_term, sender=term, dispatch_uid=f"contenus.{term.__name__}")
        pre_delete.connect(_on_term, sender=term, dispatch_uid=f"contenus.{term.__name__}_deleted")


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


def _before_page(sender: type, instance: Any, raw: bool = False, update_fields: Any = None, **kwargs: Any) -> None:
    if raw or not isinstance(instance, Page) or instance.pk is None:
        return
    if update_fields is None or {"slug", "url_path", "title", "live"} & set(update_fields):
        before = Page.objects.filter(pk=instance.pk).values_list("title", "url_path", "slug", "live").first()
        now = (instance.title, instance.url_path, instance.slug, instance.live)
        instance.__dict__["_contenu_nom_a_change"] = before is not None and before != now


def _on_page(sender: type, instance: Any, raw: bool = False, update_fields: Any = None, **kwargs: Any) -> None:
    if raw or not isinstance(instance, Page):
        return
    if update_fields is not None and COLONNES_DE_BROUILLON.issuperset(update_fields):
        return
    if instance.__dict__.pop("_contenu_nom_a_change", False):
        note_changes(_touchees({instance.pk}, dessous=[instance.path]), directes=frozenset({instance.pk}))
    else:
        note_changes({instance.pk}, directes=frozenset({instance.pk}))


def _on_page_deletion(sender: type, instance: PageEditoriale, **kwargs: Any) -> None:
    touched = _touchees({instance.pk})
    expire(touched, ouvrir=False)
    # Those that had no row get one once it is known which pages are left.
    transaction.on_commit(partial(expire, touched), robust=True)
    _announce(touched)


def _on_move(sender: type, instance: Page, **kwargs: Any) -> None:
    # The instance keeps the path it had before the move.
    path = Page.objects.filter(pk=instance.pk).values_list("path", flat=True).first()
    if path is not None:
        note_changes(_touchees({instance.pk}, dessous=[path]))


def _on_media(sender: type[Model], instance: Any, **kwargs: Any) -> None:
    if not kwargs.get("created"):
        note_changes(citant(sender, [instance.pk]))


def _on_restriction(sender: type, instance: PageViewRestriction, **kwargs: Any) -> None:
    page = Page.objects.filter(pk=instance.page_id).first()
    if page is not None:
        note_changes(_touchees({page.pk}, dessous=[page.path]))


def _on_site(sender: type, **kwargs: Any) -> None:
    expire_all()
    advance()
    transaction.on_commit(wake_renderer, robust=True)


def _on_redirect(sender: type, **kwargs: Any) -> None:
    advance()


def _on_term(sender: type, instance: Terme, raw: bool = False, created: bool = False, **kwargs: Any) -> None:
    if not raw and not created:
        note_changes(pages_portant(instance) | _suivies(instance))


def _on_merge(sender: type, instance: SlugFusionne, raw: bool = False, **kwargs: Any) -> None:
    model = next((model for model in TERMES if model.facette == instance.facette), None)
    term = model._default_manager.filter(slug=instance.nouveau).first() if model and not raw else None
    if term is not None:
        note_changes(pages_portant(term) | _suivies(term))


def _suivies(term: Terme) -> set[int]:
    if not isinstance(term, Partenaire):
        return set()
    own = PageEditoriale.objects.filter(Q(responsable=term))
    return set(own.values_list("pk", flat=True))
