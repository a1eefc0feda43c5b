"""What happens without an editor: what was chosen for an hour is published."""

from celery import shared_task
from django.core.management import call_command


@shared_task(name="pages.publish_scheduled")
def publish_scheduled() -> None:
    """Publish what is due and unpublish what has expired, as Wagtail's own command does."""
    call_command("publish_scheduled", verbosity=0)
