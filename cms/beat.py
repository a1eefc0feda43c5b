"""The schedule alone: `python -m celery -A cms.beat beat`. It sends names of tasks, and holds none of them.

The application of `workers` would load every room to do the same: 190 MiB in the place of 40.
"""

import os

from celery import Celery

from ground.machine.sending import note_sendings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings")

app = Celery("odd17", fixups=[])
app.config_from_object("django.conf:settings", namespace="CELERY")
note_sendings()
