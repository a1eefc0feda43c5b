from django.apps import AppConfig


class TaxonomyConfig(AppConfig):
    """The terms by which everything is found."""

    name = "taxonomy"
    verbose_name = "Référentiels"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.core.checks import register
        from django.db.models.signals import pre_delete

        from taxonomy.checks import check_kinds_of_term
        from taxonomy.references import modeles_de_terme  # models must be loaded before they are watched
        from taxonomy.usages import refuse_deletion

        register(check_kinds_of_term)
        for model in modeles_de_terme():
            pre_delete.connect(refuse_deletion, sender=model, dispatch_uid=f"terme.{model.__name__}")
