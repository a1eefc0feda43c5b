"""Envelope: acts on many pages are gone on with."""

from celery import shared_task

from ground.wake import gathered_wakes
from pages.lots.execution import advance_lots


@shared_task(name="lots.continue")
def continue_lots() -> None:
    """Change the pages that still wait, batch after batch."""
    left = -1
    # When nothing moves, another worker holds what is left.
    while True:
        with gathered_wakes():
            more = advance_lots()
        if not more or more == left:
            return
        left = more
