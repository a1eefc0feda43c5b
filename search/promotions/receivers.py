"""What is put forward moves, once saved or deleted, the counter that every search reads."""

from typing import Any

from django.db.models.signals import post_delete, post_save

from search.promotions.models import MiseEnAvant, PageMiseEnAvant
from search.state import counters


def connect() -> None:
    """Connect both receivers, once."""
    for model in (MiseEnAvant, PageMiseEnAvant):
        post_save.connect(_on_change, sender=model, dispatch_uid=f"search.promotions.{model.__name__}.saved")
        post_delete.connect(_on_change, sender=model, dispatch_uid=f"search.promotions.{model.__name__}.deleted")


def _on_change(sender: type, **kwargs: Any) -> None:
    counters.bump_terms()
