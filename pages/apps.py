from django.apps import AppConfig


class PagesConfig(AppConfig):
    """What editors write, and the registry of the links that they cite."""

    name = "pages"
    verbose_name = "Pages"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from pages import context  # models must be loaded before receivers are connected
        from pages.liens import signals
        from pages.schemas import register_shapes

        register_shapes()
        context.connect()
        signals.connect()
