from django.apps import AppConfig


class ApercusConfig(AppConfig):
    """Previews and shared drafts."""

    name = "headless.apercus"
    label = "apercus"
    verbose_name = "Aperçus et brouillons partagés"
    default_auto_field = "django.db.models.BigAutoField"
