"""Envelopes: long work on links is gone on with."""

from celery import shared_task

from liens.replacing.execution import advance_replacements


@shared_task(name="liens.continue_replacements")
def continue_replacements() -> None:
    """Change the pages that still wait for a new address, batch after batch."""
    restent = -1
    # When nothing moves, another worker holds what is left.
    while (encore := advance_replacements()) and encore != restent:
        restent = encore
