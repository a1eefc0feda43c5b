from django.apps import AppConfig


class LiensConfig(AppConfig):
    """The registry of the outgoing links that pages and terms cite."""

    name = "liens"
    verbose_name = "Liens"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from liens import receivers  # models must be loaded before receivers are connected
        from liens.admin import panel  # as above
        from pages.admin.groups import grant

        receivers.connect()
        panel.register()
        grant("liens", editors=["view_lien"], reviewers=["view_lien"])
