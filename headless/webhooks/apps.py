from django.apps import AppConfig


class WebhooksConfig(AppConfig):
    """Subscriptions of other sites, and the outbox of messages to them."""

    name = "headless.webhooks"
    label = "webhooks"
    verbose_name = "Messages à d’autres sites"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.core.checks import register

        from headless.journal.signals import journal_written
        from headless.webhooks.checks import check_messages
        from headless.webhooks.receivers import on_journal_written

        journal_written.connect(on_journal_written, dispatch_uid="webhooks.journal")
        register(check_messages)
