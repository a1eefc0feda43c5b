from django.apps import AppConfig


class DemoConfig(AppConfig):
    """Content for trying and measuring the site; an app for the sake of its commands."""

    name = "demo"
