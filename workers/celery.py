"""The Celery application: `celery -A workers worker --beat` runs everything on one machine."""

import os
import sys
import time
from typing import Any

from celery import Celery
from celery.signals import before_task_publish, task_prerun, worker_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings")

app = Celery("odd17")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


#: Seconds for which a thread that computes may hold the others back: whoever indexes a publication asks the database a
#: hundred times, and waits for its turn again after each.
SWITCH = 0.0005
#: The header of a message that says when it was sent, in seconds of the epoch.
SENT = "odd17-sent"


@worker_init.connect(weak=False)
def let_threads_alternate(**about: object) -> None:
    """Every worker, that of the demo and those of units and containers alike."""
    sys.setswitchinterval(SWITCH)


@before_task_publish.connect(weak=False)
def note_sending(headers: dict[str, Any] | None = None, **about: Any) -> None:
    """Whoever looks at the queue can say how long the message has waited."""
    if headers is not None:
        headers[SENT] = time.time()


@task_prerun.connect(weak=False)
def note_beginning(sender: Any = None, **about: Any) -> None:
    """Whoever changes something from now on wakes the task again."""
    from ground.wake import begins  # Django is set up by then

    begins(sender.name)
