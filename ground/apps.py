from django.apps import AppConfig


class GroundConfig(AppConfig):
    """What every room stands on; an app for the sake of its template tags."""

    name = "ground"
