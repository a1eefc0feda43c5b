from django.apps import AppConfig


class TracesConfig(AppConfig):
    """The log of the Comité: who did what to which page, right, account or setting."""

    name = "comite.traces"
    label = "traces"
    verbose_name = "Journal du Comité"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from comite.traces.keeping import listen  # models can be read by now

        listen()
