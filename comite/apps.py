from django.apps import AppConfig


class ComiteConfig(AppConfig):
    """Who belongs to the Comité, and the one rule of what they may do."""

    name = "comite"
    verbose_name = "Comité"
    default_auto_field = "django.db.models.BigAutoField"
