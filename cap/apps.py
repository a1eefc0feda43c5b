from django.apps import AppConfig


class CapConfig(AppConfig):
    """Visitors' own roadmaps."""

    name = "cap"
    label = "cap"
    verbose_name = "C.A.P. 2030"
    default_auto_field = "django.db.models.BigAutoField"
