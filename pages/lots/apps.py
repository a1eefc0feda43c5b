from django.apps import AppConfig


class LotsConfig(AppConfig):
    """One act on many pages."""

    name = "pages.lots"
    label = "lots"
    verbose_name = "Modifications en lot"
    default_auto_field = "django.db.models.BigAutoField"
