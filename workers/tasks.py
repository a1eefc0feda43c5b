"""The task that shows that schedule and workers are there."""

from celery import shared_task

from workers import heart


@shared_task(name="workers.beat")
def beat() -> None:
    """Note it."""
    heart.beat()
