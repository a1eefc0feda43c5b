from django.apps import AppConfig


class AccesConfig(AppConfig):
    """Sign-in, and the rights of the API's tokens."""

    name = "acces"
    verbose_name = "Accès"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from acces import opening  # models can be read by now
        from acces.accounts import changes  # as above

        opening.listen()
        changes.listen()
