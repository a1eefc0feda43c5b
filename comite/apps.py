from django.apps import AppConfig


class ComiteConfig(AppConfig):
    """Who belongs to the Comité, and the one rule of what they may do."""

    name = "comite"
    verbose_name = "Comité"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from comite.eyes import watch_publications  # models can be read by now
        from comite.files import register_policies  # as above
        from comite.staff.holdings import register_own_kinds  # as above

        watch_publications()
        register_policies()
        register_own_kinds()
