"""Envelopes: bodies that wait are made."""

from celery import shared_task

from headless.contenus.bodies import render_waiting


@shared_task(name="contenus.render_waiting")
def render_contenus() -> None:
    """Make the bodies that the API gives of pages that changed."""
    render_waiting()
