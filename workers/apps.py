from django.apps import AppConfig


class WorkersConfig(AppConfig):
    """What runs in the background: the Celery application and its schedule."""

    name = "workers"
    verbose_name = "Tâches de fond"
