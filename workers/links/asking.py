"""Asks the workers to look at links now, by the name of their task: web processes load nothing that meets the wire."""

from celery import current_app


def ask_for_check(ids: list[int]) -> None:
    """Have these links checked, on a queue of its own. Raises what the broker's client raises."""
    current_app.send_task("links.check_now", args=[ids])
