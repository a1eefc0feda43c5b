from django.apps import AppConfig


class ContenusConfig(AppConfig):
    """The bodies of pages as the API gives them, kept ready."""

    name = "headless.contenus"
    label = "contenus"
    verbose_name = "Contenus de l’API"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.core.checks import register

        from headless.contenus import receivers  # models must be loaded before receivers are connected
        from headless.contenus.checks import check_parameters  # as above

        receivers.connect()
        register(check_parameters)
