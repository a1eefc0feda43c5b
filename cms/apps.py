from django.apps import AppConfig
from ninja import ModelSchema, Schema

# The shapes of the API are named here before any is made: Pydantic builds what reads and writes each when it is first
# used, instead of some hundreds of them at each start (a quarter of the memory of web at rest).
for shape in (Schema, ModelSchema):
    shape.model_config["defer_build"] = True


class CmsConfig(AppConfig):
    """The wiring: it holds no model, and registers the checks of the site."""

    name = "cms"
    verbose_name = "Assemblage"

    def ready(self) -> None:
        from cms import checks  # noqa: F401  registers itself
        from cms.api import checks as api_checks  # noqa: F401  as well
        from cms.doors import busy, connections, drawings  # images can be named once models are loaded
        from cms.edges import checks as edge_checks  # noqa: F401  as well

        drawings.connect()
        connections.connect()
        busy.connect()
