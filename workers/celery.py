"""The Celery application: `celery -A workers worker --beat` runs everything on one machine."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings")

app = Celery("odd17")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
