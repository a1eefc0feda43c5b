from django.apps import AppConfig
from django.core.checks import register


class PagesConfig(AppConfig):
    """What editors write."""

    name = "pages"
    verbose_name = "Pages"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from pages.blocks.api_schemas import register_shapes  # blocks can be read once models are loaded
        from pages.checks import check_page_types  # as above
        from pages.events import translator  # as can receivers be connected

        register_shapes()
        register(check_page_types)
        translator.connect()
