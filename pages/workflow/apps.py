from django.apps import AppConfig


class RelectureConfig(AppConfig):
    """Pages on their way to publication: who is told, reminders, proposals for the pages of others."""

    name = "pages.workflow"
    label = "relecture"
    verbose_name = "Relecture"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from comite.guards.doors import give_back  # models can be read by now
        from comite.staff.holdings import holds  # as above
        from pages.workflow.admin.arrival import register  # as above
        from pages.workflow.admin.proposals import refused_writing  # as above
        from pages.workflow.leaving import KIND  # as above
        from pages.workflow.telling import listen  # as above

        listen()
        register()
        holds("propositions", KIND)
        give_back("relecture_proposer", refused_writing)
