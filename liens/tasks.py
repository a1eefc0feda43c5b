"""Envelopes: long work on links is gone on with."""

from celery import shared_task

from liens.replacing.execution import avancer


@shared_task(name="liens.continue_replacements")
def avancer_remplacements() -> None:
    """Change the pages that still wait for a new address, batch after batch."""
    restent = -1
    # When nothing moves, another worker holds what is left.
    while (encore := avancer()) and encore != restent:
        restent = encore
