from django.apps import AppConfig


class QualiteConfig(AppConfig):
    """Checks that check: what is to be seen to on a page, its score, and what the Comité wants before publication."""

    name = "qualite"
    verbose_name = "Qualité des pages"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from pages.admin.groups import grant  # models must be loaded before
        from pages.registry import gate_publication  # as above
        from qualite import receivers  # as above
        from qualite.gate import holds_back  # as above

        receivers.connect()
        gate_publication("qualite", holds_back)
        grant("qualite", reviewers=["change_reglagesdequalite"])
