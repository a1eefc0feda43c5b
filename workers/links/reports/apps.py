from django.apps import AppConfig


class RapportsConfig(AppConfig):
    """Reports by mail about the links, and the outbox that carries them."""

    name = "workers.links.reports"
    label = "rapports"
    verbose_name = "Rapports par courriel"
    default_auto_field = "django.db.models.BigAutoField"
