"""What happens without an editor: publication at the hour that was chosen, the rest of long replacements."""

from celery import shared_task
from django.core.management import call_command

from pages.liens.remplacement.execution import avancer


@shared_task(name="pages.publish_scheduled")
def publish_scheduled() -> None:
    """Publish what is due and unpublish what has expired, as Wagtail's own command does."""
    call_command("publish_scheduled", verbosity=0)


@shared_task(name="pages.avancer_remplacements")
def avancer_remplacements() -> None:
    """Change the pages that still wait for a new address, batch after batch."""
    restent = -1
    # When nothing moves, another worker holds what is left.
    while (encore := avancer()) and encore != restent:
        restent = encore
