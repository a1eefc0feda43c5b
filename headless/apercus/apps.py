from django.apps import AppConfig


class ApercusConfig(AppConfig):
    """Previews and shared drafts."""

    name = "headless.apercus"
    label = "apercus"
    verbose_name = "Aperçus et brouillons partagés"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from comite.staff.holdings import holds  # what it knows is read once models are loaded
        from headless.apercus.leaving import KIND  # as above

        holds("partages", KIND)
