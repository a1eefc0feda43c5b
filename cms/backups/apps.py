from django.apps import AppConfig


class BackupsConfig(AppConfig):
    """Backups: their commands, the one of each night, and what a deployment is told of them."""

    name = "cms.backups"
    label = "backups"
    verbose_name = "Sauvegardes"

    def ready(self) -> None:
        from cms.backups import checks  # noqa: F401  registers itself
