from django.apps import AppConfig


class JournalConfig(AppConfig):
    """The journal of public changes."""

    name = "pages.journal"
    label = "journal"
    verbose_name = "Journal des modifications"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from pages.journal import signals  # models must be loaded before receivers are connected

        signals.connect()
