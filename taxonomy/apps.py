from django.apps import AppConfig


class TaxonomyConfig(AppConfig):
    """The terms by which everything is found."""

    name = "taxonomy"
    verbose_name = "Référentiels"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.core.checks import register
        from django.db.models.signals import post_delete, pre_delete

        from taxonomy.checks import check_kinds_of_term
        from taxonomy.models import Territoire
        from taxonomy.references import modeles_de_terme  # models must be loaded before they are watched
        from taxonomy.regrouping import on_deleted, on_moved
        from taxonomy.signals import territoire_moved
        from taxonomy.usages import refuse_deletion

        register(check_kinds_of_term)
        territoire_moved.connect(on_moved, dispatch_uid="territoires.moved")
        post_delete.connect(on_deleted, sender=Territoire, dispatch_uid="territoires.deleted")
        for model in modeles_de_terme():
            pre_delete.connect(refuse_deletion, sender=model, dispatch_uid=f"terme.{model.__name__}")
