from django.apps import AppConfig


class CmsConfig(AppConfig):
    """The wiring: it holds no model, and registers the checks of the site."""

    name = "cms"
    verbose_name = "Assemblage"

    def ready(self) -> None:
        from cms import checks  # noqa: F401  registers itself
        from cms.api import checks as api_checks  # noqa: F401  as well
        from cms.doors import drawings  # images can be named once models are loaded
        from cms.edges import checks as edge_checks  # noqa: F401  as well

        drawings.connect()
