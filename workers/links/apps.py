from django.apps import AppConfig


class LinksConfig(AppConfig):
    """Checks of the partners' links, verdicts and reports."""

    name = "workers.links"
    label = "links"
    verbose_name = "Santé des liens"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.core.checks import register

        from liens.admin.panel import LINKS
        from liens.signals import links_discovered
        from workers.links.checks import check_classes
        from workers.links.ledger import since_reading
        from workers.links.receivers import on_links_discovered

        links_discovered.connect(on_links_discovered, dispatch_uid="links.discovered")
        since_reading.register()
        LINKS.leads_to("links_report")
        register(check_classes)
