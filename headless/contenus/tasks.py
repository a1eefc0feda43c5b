"""Envelopes: bodies that wait are made."""

from celery import shared_task

from ground.wake import one_at_a_time
from headless.contenus.bodies import TACHE
from headless.contenus.turns import renderer


@shared_task(name="contenus.render_waiting")
def render_contenus() -> None:
    """Make the bodies that the API gives of pages that changed, for a few seconds; what is left asks for more."""
    with one_at_a_time(TACHE) as held:
        if held:
            renderer.turn()
