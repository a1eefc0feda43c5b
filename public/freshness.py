"""Tells what visitors read otherwise from now on, whatever changed it: see `ground.news`.

What an editor changes may be seen on any page: in the navigation, in a list, among the neighbours. It is told whole.
What a check of links changes comes all day long, and is told of the pages that show these links.
"""

from collections.abc import Collection
from typing import Any

from django.db.models import Model
from django.db.models.signals import post_delete, post_save, pre_delete
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page

from ground.keeping.offers import CONTENT, COUNTS_OF_LINKS, WAYS_OUT, WITHDRAWN, page_key
from ground.news.telling import tell
from liens.models import OccurrenceLien
from liens.signals import citations_changed, links_changed
from pages.events import signals

#: Beyond this many pages, naming them one by one is longer than making them anew.
PAGES_AT_MOST = 1_000
OF_CONTENT = (
    *(signals.page_changed, signals.publication_changed, signals.page_leaving, signals.page_left),
    *(signals.subtree_closing, signals.subtree_changed, signals.sites_changed),
    *(signals.term_changed, signals.pages_changed, signals.places_changed, signals.term_leaving, signals.term_merged),
)

#: After which something may not be read any more: what was kept before is not given, whatever the need.
OF_WITHDRAWAL = (
    *(signals.page_leaving, signals.page_left, signals.subtree_closing, signals.subtree_changed),
    *(signals.sites_changed, signals.term_leaving),
)


def connect() -> None:
    """Connect every receiver, once."""
    for rank, signal in enumerate(OF_CONTENT):
        signal.connect(_on_content, dispatch_uid=f"freshness.{rank}")
    for rank, signal in enumerate(OF_WITHDRAWAL):
        signal.connect(_on_withdrawal, dispatch_uid=f"freshness.withdrawal.{rank}")
    for rank, signal in enumerate((signals.page_changed, signals.publication_changed)):
        signal.connect(_on_page, dispatch_uid=f"freshness.page.{rank}")
    for model in (get_image_model(), get_document_model(), Redirect):
        post_save.connect(_on_media, sender=model, dispatch_uid=f"freshness.{model.__name__}")
        for signal, when in ((pre_delete, "leaving"), (post_delete, "left")):
            signal.connect(_on_content, sender=model, dispatch_uid=f"freshness.{model.__name__}_{when}")
    links_changed.connect(_on_links, dispatch_uid="freshness.links")
    citations_changed.connect(_on_citations, dispatch_uid="freshness.citations")


def _on_content(sender: type, **kwargs: Any) -> None:
    tell(CONTENT)


def _on_withdrawal(sender: type, **kwargs: Any) -> None:
    tell(WITHDRAWN)


def _on_page(sender: type, page: Page, created: bool = False, renamed: bool = True, **kwargs: Any) -> None:
    # One that was moved is a plain Page, and may stand in a closed place now.
    if type(page) is Page or (renamed and not created and not page.live):
        tell(WITHDRAWN)


def _on_media(sender: type[Model], created: bool = False, **kwargs: Any) -> None:
    # Nothing shows what was not there a moment ago.
    if not created:
        tell(CONTENT)


def _on_links(sender: type, ids: Collection[int], **kwargs: Any) -> None:
    rows = OccurrenceLien.objects.filter(lien_id__in=ids).values_list("page_id", "partenaire_id").distinct()
    pages: set[int] = set()
    ways_out = False
    found = list(rows[: PAGES_AT_MOST + 1])
    for page, partenaire in found:
        ways_out = ways_out or partenaire is not None
        pages |= {page} if page else set()
    if len(found) > PAGES_AT_MOST:
        tell(CONTENT)
    elif ids:
        tell(*map(page_key, pages), COUNTS_OF_LINKS, *([WAYS_OUT] if ways_out else []))


def _on_citations(sender: type, page: int | None, **kwargs: Any) -> None:
    tell(COUNTS_OF_LINKS, page_key(page) if page else WAYS_OUT)
