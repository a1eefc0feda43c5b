from django.apps import AppConfig


class ContenusConfig(AppConfig):
    """The bodies of pages as the API gives them, kept ready."""

    name = "headless.contenus"
    label = "contenus"
    verbose_name = "Contenus de l’API"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from headless.contenus import receivers  # models must be loaded before receivers are connected

        receivers.connect()
