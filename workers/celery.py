"""The Celery application: `python -m scripts.work --beat` runs everything on one machine."""

import os
import sys
from typing import Any

from celery import Celery
from celery.signals import task_prerun, worker_init

from ground.machine.sending import note_sendings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings")

app = Celery("odd17")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
note_sendings()

#: Seconds for which a thread that computes may hold the others back: whoever indexes a publication asks the database a
#: hundred times, and waits for its turn again after each.
SWITCH = 0.0005


@worker_init.connect(weak=False)
def let_threads_alternate(**about: object) -> None:
    """Every worker, that of the demo and those of units and containers alike."""
    sys.setswitchinterval(SWITCH)


@task_prerun.connect(weak=False)
def note_beginning(sender: Any = None, **about: Any) -> None:
    """Whoever changes something from now on wakes the task again."""
    from ground.wake import begins  # Django is set up by then

    begins(sender.name)
