from typing import Any

from django.apps import AppConfig


class CouvertureConfig(AppConfig):
    """What the site covers, its gaps, and what is asked of partners."""

    name = "couverture"
    verbose_name = "Couverture"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from couverture.models import DemandeAuPartenaire  # they read models, which are not loaded before
        from doublons.merging.following import cites_pages
        from pages.events.signals import term_merged

        cites_pages(DemandeAuPartenaire, "page", ("demande à un partenaire", "demandes à des partenaires"))
        term_merged.connect(_on_merge, dispatch_uid="couverture.merged")


def _on_merge(sender: type, facette: str, former: str, slug: str, term: Any, **kwargs: Any) -> None:
    """What was asked about a term, or of a partner, follows it into another."""
    from couverture.asking import follow  # as above

    follow(facette=facette, former=former, slug=slug, term=term)
