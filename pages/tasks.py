"""What happens without an editor: what was chosen for an hour is published, long work is gone on with."""

from celery import shared_task
from django.core.management import call_command
from django.utils import timezone

from pages.cap.edition import oublier_les_abandonnes
from pages.contenus.rendu import rendre_ce_qui_attend
from pages.journal import tenue
from pages.liens.remplacement.execution import avancer
from pages.wake import wake

#: Named, not imported: who tells other sites stands above.
DISTRIBUTION = "webhooks.distribuer"


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


@shared_task(name="pages.tenir_le_journal")
def tenir_le_journal() -> None:
    """Write into the journal what was marked, and let those who tell other sites of it know."""
    if tenue.tenir_le_journal():
        wake(DISTRIBUTION)


@shared_task(name="pages.oublier_le_journal")
def oublier_le_journal() -> None:
    """Forget what is older than the journal keeps."""
    tenue.oublier(now=timezone.now())


@shared_task(name="pages.oublier_les_caps")
def oublier_les_caps() -> None:
    """Delete the C.A.P. that nobody has opened for eighteen months."""
    oublier_les_abandonnes(now=timezone.now())
