from django.apps import AppConfig


class WebhooksConfig(AppConfig):
    """Subscriptions of other sites, and the outbox of messages to them."""

    name = "workers.webhooks"
    label = "webhooks"
    verbose_name = "Messages à d’autres sites"
    default_auto_field = "django.db.models.BigAutoField"
