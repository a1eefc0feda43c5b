"""Terms as they are saved, deleted and merged, links as they change. Pages are marked by `headless.contenus`."""

from collections.abc import Collection
from typing import Any

from headless.journal.marks import mark_links, mark_term
from liens.signals import links_changed
from pages.events import signals
from taxonomy.models import SlugFusionne, Terme


def connect() -> None:
    """Connect every receiver, once."""
    signals.term_changed.connect(_on_term, dispatch_uid="journal.term")
    signals.term_leaving.connect(_before_term_deletion, dispatch_uid="journal.term_leaving")
    signals.term_merged.connect(_on_merge, dispatch_uid="journal.term_merged")
    links_changed.connect(_on_links, dispatch_uid="journal.links")


def _on_term(sender: type, term: Terme, **kwargs: Any) -> None:
    mark_term(term.facette, term.slug)


def _before_term_deletion(sender: type, term: Terme, **kwargs: Any) -> None:
    became = SlugFusionne.objects.filter(facette=term.facette, ancien=term.slug).values_list("nouveau", flat=True)
    mark_term(term.facette, term.slug, supprime=True, devenu=became.first() or "")


def _on_merge(sender: type, facette: str, former: str, slug: str, **kwargs: Any) -> None:
    mark_term(facette, former, supprime=True, devenu=slug)


def _on_links(sender: type, told: Collection[int], **kwargs: Any) -> None:
    mark_links(told)
