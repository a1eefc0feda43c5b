from django.apps import AppConfig


class LinksConfig(AppConfig):
    """Checks of the partners' links, verdicts and reports."""

    name = "workers.links"
    label = "links"
    verbose_name = "Santé des liens"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from pages.liens.registre import liens_decouverts
        from workers.links.signals import on_liens_decouverts

        liens_decouverts.connect(on_liens_decouverts, dispatch_uid="links.decouverts")
