from typing import Any

from django.apps import AppConfig


class SheetsConfig(AppConfig):
    """Sheets that come in and go out."""

    name = "sheets"
    verbose_name = "Feuilles"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from doublons.merging.following import cites_pages  # it reads models, which are not loaded before
        from pages.events.signals import term_merged  # as above
        from sheets.models import IdentifiantExterne  # as above
        from sheets.takeout.listings import register  # as above

        term_merged.connect(_on_merge, dispatch_uid="sheets.merged")
        cites_pages(IdentifiantExterne, "page", ("identifiant d’une source", "identifiants d’une source"))
        register()


def _on_merge(sender: type, facette: str, former: str, term: Any, **kwargs: Any) -> None:
    """A partner that takes another’s place takes its identifiers too."""
    from sheets.models import IdentifiantExterne  # as above

    if facette != "partenaire" or term is None:
        return
    IdentifiantExterne.objects.filter(partenaire__slug=former).update(partenaire=term)
