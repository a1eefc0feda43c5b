from django.apps import AppConfig


class PagesConfig(AppConfig):
    """What editors write."""

    name = "pages"
    verbose_name = "Pages"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from pages.blocks.api_schemas import register_shapes  # blocks can be read once models are loaded
        from pages.events import translator  # as can receivers be connected

        register_shapes()
        translator.connect()
