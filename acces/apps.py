from django.apps import AppConfig


class AccesConfig(AppConfig):
    """Rights of the API's tokens."""

    name = "acces"
    verbose_name = "Accès à l’API"
    default_auto_field = "django.db.models.BigAutoField"
