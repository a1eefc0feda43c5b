"""The Celery application: `python -m scripts.work --beat` runs everything on one machine."""

import os
from typing import Any

from celery import Celery
from celery.signals import task_prerun

from ground.machine.sending import note_sendings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings")

app = Celery("odd17")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
note_sendings()


@task_prerun.connect(weak=False)
def note_beginning(sender: Any = None, **about: Any) -> None:
    """Whoever changes something from now on wakes the task again."""
    from ground.wake import begins  # Django is set up by then

    begins(sender.name)
