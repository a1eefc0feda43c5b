from django.apps import AppConfig


class TaxonomyConfig(AppConfig):
    """The terms by which everything is found."""

    name = "taxonomy"
    verbose_name = "Référentiels"
    default_auto_field = "django.db.models.BigAutoField"
