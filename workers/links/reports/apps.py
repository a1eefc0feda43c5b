from django.apps import AppConfig


class RapportsConfig(AppConfig):
    """Reports by mail about the links, and the outbox that carries them."""

    name = "workers.links.reports"
    label = "rapports"
    verbose_name = "Rapports par courriel"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from comite.staff.holdings import holds  # models can be read by now
        from pages.admin.groups import grant  # as above
        from workers.links.reports.leaving import KIND  # as above
        from workers.links.reports.mailing import accounts, reviews  # as above

        accounts.listen()
        reviews.listen()

        recipients = [f"{verbe}_destinataire" for verbe in ("view", "add", "change", "delete")]
        grant("rapports", reviewers=[*recipients, "change_reglagesdesrapports", "view_courriel"])
        holds("courriels", KIND)
