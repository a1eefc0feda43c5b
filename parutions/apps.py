from django.apps import AppConfig


class ParutionsConfig(AppConfig):
    """Contents that appear together."""

    name = "parutions"
    verbose_name = "Parutions"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from comite.staff.holdings import holds  # what it knows is read once models are loaded
        from parutions.admin.arrival import register  # as above
        from parutions.leaving import KIND  # as above

        register()
        holds("parutions", KIND)
