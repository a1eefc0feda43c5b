from django.apps import AppConfig


class DoublonsConfig(AppConfig):
    """Pages that may be one and the same thing: found, decided, merged."""

    name = "doublons"
    verbose_name = "Doublons"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from doublons import receivers  # models must be loaded before receivers are connected
        from doublons.admin.panel import panel_for  # as above
        from pages.registry import show_below_title  # as above

        receivers.connect()
        show_below_title("doublons", panel_for)
