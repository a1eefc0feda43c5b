"""The heart of the background work: the schedule sends a task, a worker notes that it came. Either's death is seen."""

from datetime import datetime

from django.utils import timezone

from workers.models import Battement

NAME = "travail"
#: Seconds between two beats, and after how many without one somebody should look.
EVERY, LATE = 30.0, 150.0


def beat() -> None:
    """Note that the schedule and a worker are there."""
    Battement.objects.update_or_create(nom=NAME, defaults={"le": timezone.now()})


def age(now: datetime | None = None) -> float | None:
    """For how many seconds nothing has come; None when nothing ever did."""
    last = Battement.objects.filter(nom=NAME).values_list("le", flat=True).first()
    return max(0.0, ((now or timezone.now()) - last).total_seconds()) if last else None


def is_late(now: datetime | None = None) -> bool:
    """Whether the schedule or the workers have stopped, or never begun."""
    found = age(now)
    return found is None or found > LATE
