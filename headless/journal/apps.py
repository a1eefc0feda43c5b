from django.apps import AppConfig


class JournalConfig(AppConfig):
    """The journal of public changes."""

    name = "headless.journal"
    label = "journal"
    verbose_name = "Journal des modifications"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.core.checks import register

        from headless.journal import receivers  # models must be loaded before receivers are connected
        from headless.journal.checks import check_events  # as above

        receivers.connect()
        register(check_events)
