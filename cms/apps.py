from django.apps import AppConfig


class CmsConfig(AppConfig):
    """The wiring: it holds no model, and registers the deployment checks."""

    name = "cms"
    verbose_name = "Assemblage"

    def ready(self) -> None:
        from cms import checks  # noqa: F401  registers itself
