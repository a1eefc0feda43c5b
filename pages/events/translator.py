"""Listens to Django and Wagtail, reads once what was there before, and tells it by the signals of `pages.events`.

Wagtail sends some of its signals after the commit, where a crash would lose them, and none for an alias: what changes
a page is told from the save itself. Rows that are loaded raw from a fixture tell nothing of pages and terms.
"""

from collections.abc import Collection, Iterable
from typing import Any

from django.db.models.signals import post_delete, post_save, pre_delete, pre_save
from wagtail.models import Page, PageViewRestriction, Site
from wagtail.signals import page_published, page_unpublished, post_page_move

from pages.events import signals
from pages.events.bearing import pages_portant, pages_with
from pages.models import PageEditoriale
from taxonomy.models import SlugFusionne, Terme
from taxonomy.references import modeles_de_terme
from taxonomy.signals import territoires_written

#: Columns that a draft, a lock or a comment writes: nothing that a visitor reads.
COLONNES_DE_BROUILLON = frozenset(
    {
        "draft_title",
        "has_unpublished_changes",
        "latest_revision",
        "latest_revision_created_at",
        "locked",
        "locked_at",
        "locked_by",
        "go_live_at",
        "expire_at",
        "approved_schedule",
        "owner",
    }
)
ADDRESS = frozenset({"slug", "url_path"})
NAME = ADDRESS | {"title", "live"}
CHANGED, PATH = "_events_changed", "_events_path"


def connect() -> None:
    """Connect every receiver, once."""
    pre_save.connect(_before_page, dispatch_uid="events.before_page")
    post_save.connect(_on_page, dispatch_uid="events.page")
    pre_delete.connect(_before_page_deletion, dispatch_uid="events.page_leaving")
    post_delete.connect(_on_page_deletion, dispatch_uid="events.page_left")
    page_published.connect(_on_publication, dispatch_uid="events.published")
    page_unpublished.connect(_on_publication, dispatch_uid="events.unpublished")
    post_page_move.connect(_on_move, dispatch_uid="events.moved")
    pre_save.connect(_before_restriction, sender=PageViewRestriction, dispatch_uid="events.restricting")
    post_save.connect(_on_restriction, sender=PageViewRestriction, dispatch_uid="events.restricted")
    post_delete.connect(_on_restriction, sender=PageViewRestriction, dispatch_uid="events.unrestricted")
    post_save.connect(_on_site, sender=Site, dispatch_uid="events.site")
    post_delete.connect(_on_site, sender=Site, dispatch_uid="events.site_deleted")
    for model in modeles_de_terme():
        post_save.connect(_on_term, sender=model, dispatch_uid=f"events.term.{model.facette}")
        pre_delete.connect(_before_term_deletion, sender=model, dispatch_uid=f"events.term_leaving.{model.facette}")
    post_save.connect(_on_merge, sender=SlugFusionne, dispatch_uid="events.merged")
    territoires_written.connect(_on_places, dispatch_uid="events.places")


def _before_page(
    sender: type, instance: Any, raw: bool = False, update_fields: Iterable[str] | None = None, **kwargs: Any
) -> None:
    if not isinstance(instance, Page):
        return
    instance.__dict__.pop(CHANGED, None)
    written = NAME if update_fields is None else NAME.intersection(update_fields)
    if raw or instance.pk is None or not written:
        return
    before = Page.objects.filter(pk=instance.pk).values(*sorted(written)).first() or {}
    instance.__dict__[CHANGED] = {name for name, value in before.items() if value != getattr(instance, name)}


def _on_page(
    sender: type,
    instance: Any,
    created: bool = False,
    raw: bool = False,
    update_fields: Iterable[str] | None = None,
    **kwargs: Any,
) -> None:
    if raw or not isinstance(instance, Page):
        return
    changed: set[str] = instance.__dict__.pop(CHANGED, set())
    if update_fields is None or not COLONNES_DE_BROUILLON.issuperset(update_fields):
        signals.page_changed.send(
            sender=sender,
            page=instance,
            created=created,
            renamed=bool(changed),
            readdressed=not ADDRESS.isdisjoint(changed),
        )


def _before_page_deletion(sender: type, instance: Any, **kwargs: Any) -> None:
    if _is_whole(sender, instance):
        signals.page_leaving.send(sender=sender, page=instance)


def _on_page_deletion(sender: type, instance: Any, **kwargs: Any) -> None:
    if _is_whole(sender, instance):
        signals.page_left.send(sender=sender, page=instance)


def _is_whole(sender: type, instance: Any) -> bool:
    """Whether it is a page of its own type: Django deletes it table by table, this one first."""
    return isinstance(instance, PageEditoriale) and instance.specific_class is sender


def _on_publication(sender: type, instance: Any, **kwargs: Any) -> None:
    if isinstance(instance, PageEditoriale):
        signals.publication_changed.send(sender=sender, page=instance)


def _on_move(sender: type, instance: Page, url_path_before: str, url_path_after: str, **kwargs: Any) -> None:
    # A page that went elsewhere was saved there with its new address.
    if url_path_before == url_path_after:
        signals.subtree_changed.send(sender=sender, page_id=instance.pk, path=instance.path)


def _before_restriction(sender: type, instance: PageViewRestriction, raw: bool = False, **kwargs: Any) -> None:
    path = "" if raw else _path_of(instance)
    if path:
        instance.__dict__[PATH] = path
        signals.subtree_closing.send(sender=sender, path=path)


def _on_restriction(sender: type, instance: PageViewRestriction, **kwargs: Any) -> None:
    path = instance.__dict__.pop(PATH, "") or _path_of(instance)
    if path:
        signals.subtree_changed.send(sender=sender, page_id=instance.page_id, path=path)


def _path_of(restriction: PageViewRestriction) -> str:
    """Where the restricted page stands now; "" for one that is gone."""
    return Page.objects.filter(pk=restriction.page_id).values_list("path", flat=True).first() or ""


def _on_site(sender: type, **kwargs: Any) -> None:
    signals.sites_changed.send(sender=sender)


def _on_term(sender: type, instance: Terme, created: bool = False, raw: bool = False, **kwargs: Any) -> None:
    if not raw:
        pages = set() if created else pages_portant(instance)
        signals.term_changed.send(sender=sender, term=instance, created=created, pages=pages)


def _before_term_deletion(sender: type, instance: Terme, **kwargs: Any) -> None:
    signals.term_leaving.send(sender=sender, term=instance, pages=pages_portant(instance))


def _on_places(sender: type, changed: Collection[int], **kwargs: Any) -> None:
    signals.places_changed.send(sender=sender, pages=pages_with(changed))


def _on_merge(sender: type, instance: SlugFusionne, raw: bool = False, **kwargs: Any) -> None:
    if raw:
        return
    model = next((model for model in modeles_de_terme() if model.facette == instance.facette), None)
    term = model._default_manager.filter(slug=instance.nouveau).first() if model else None
    signals.term_merged.send(
        sender=sender,
        facette=instance.facette,
        former=instance.ancien,
        slug=instance.nouveau,
        term=term,
        pages=pages_portant(term) if term else set(),
    )
