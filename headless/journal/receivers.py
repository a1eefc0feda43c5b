"""Terms as they are saved, deleted and merged, links as they change. Pages are marked by `headless.contenus`."""

from collections.abc import Collection
from typing import Any

from django.db.models.signals import post_delete, post_save

from headless.journal.marks import mark_links, mark_term
from liens.signals import links_changed
from taxonomy.models import Acteur, Domaine, Nature, Odd, Partenaire, SlugFusionne, Terme, Territoire

TERMES: tuple[type[Terme], ...] = (Territoire, Acteur, Domaine, Odd, Nature, Partenaire)


def connect() -> None:
    """Connect every receiver, once."""
    for model in TERMES:
        post_save.connect(_on_term, sender=model, dispatch_uid=f"journal.{model.facette}")
        post_delete.connect(_on_term_deletion, sender=model, dispatch_uid=f"journal.{model.facette}_deleted")
    post_save.connect(_on_merge, sender=SlugFusionne, dispatch_uid="journal.merged")
    links_changed.connect(_on_links, dispatch_uid="journal.links")


def _on_term(sender: type[Terme], instance: Terme, raw: bool = False, **kwargs: Any) -> None:
    if not raw:
        mark_term(sender.facette, instance.slug)


def _on_term_deletion(sender: type[Terme], instance: Terme, **kwargs: Any) -> None:
    became = SlugFusionne.objects.filter(facette=sender.facette, ancien=instance.slug).values_list("nouveau", flat=True)
    mark_term(sender.facette, instance.slug, supprime=True, devenu=became.first() or "")


def _on_merge(sender: type, instance: SlugFusionne, raw: bool = False, **kwargs: Any) -> None:
    if not raw:
        mark_term(instance.facette, instance.ancien, supprime=True, devenu=instance.nouveau)


def _on_links(sender: type, told: Collection[int], **kwargs: Any) -> None:
    mark_links(told)
