"""Envelope: sheets that wait are gone on with."""

from celery import shared_task

from ground.wake import wake
from sheets.running.advancing import advance_imports

#: Others wait on the same queue: after so long the rest goes to its end.
SECONDS = 20


@shared_task(name="sheets.advance")
def advance() -> None:
    """Try, write and take back the lines that wait."""
    if advance_imports(seconds=SECONDS):
        wake("sheets.advance")
