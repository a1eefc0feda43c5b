"""What happens without an editor: what was chosen for an hour is published, long work is gone on with."""

from celery import shared_task
from django.core.management import call_command

from pages.contenus.rendu import rendre_ce_qui_attend
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


@shared_task(name="pages.rendre_contenus")
def rendre_contenus() -> None:
    """Make the bodies that the API gives of pages that changed."""
    rendre_ce_qui_attend()
