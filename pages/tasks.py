"""What happens without an editor: what was chosen for an hour is published."""

from celery import shared_task

from pages.scheduling import publish_due


@shared_task(name="pages.publish_scheduled")
def publish_scheduled() -> None:
    """Publish what is due and withdraw what has expired."""
    publish_due()
