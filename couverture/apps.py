from typing import Any

from django.apps import AppConfig


class CouvertureConfig(AppConfig):
    """What the site covers, its gaps, and what is asked of partners."""

    name = "couverture"
    verbose_name = "Couverture"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from pages.events.signals import term_merged  # it reads models, which are not loaded before

        term_merged.connect(_on_merge, dispatch_uid="couverture.merged")


def _on_merge(sender: type, facette: str, former: str, slug: str, term: Any, **kwargs: Any) -> None:
    """What was asked about a term, or of a partner, follows it into another."""
    from couverture.asking import follow  # as above

    follow(facette=facette, former=former, slug=slug, term=term)
