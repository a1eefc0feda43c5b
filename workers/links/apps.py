from django.apps import AppConfig


class LinksConfig(AppConfig):
    """Checks of the partners' links, verdicts and reports."""

    name = "workers.links"
    label = "links"
    verbose_name = "Santé des liens"
    default_auto_field = "django.db.models.BigAutoField"
