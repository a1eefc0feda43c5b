"""Envelopes: bodies that wait are made."""

from celery import shared_task

from headless.contenus.bodies import rendre_ce_qui_attend


@shared_task(name="contenus.render_waiting")
def rendre_contenus() -> None:
    """Make the bodies that the API gives of pages that changed."""
    rendre_ce_qui_attend()
