from django.apps import AppConfig


class ComiteConfig(AppConfig):
    """Who belongs to the Comité, and the one rule of what they may do."""

    name = "comite"
    verbose_name = "Comité"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from acces.second_factor.policy import require_by  # models can be read by now
        from comite.admin import people  # as above
        from comite.eyes import watch_publications  # as above
        from comite.guards.files import register_policies  # as above
        from comite.staff.holdings import register_own_kinds  # as above
        from comite.staff.second_factor import NAMES, required_by_role  # as above

        watch_publications()
        register_policies()
        require_by(required_by_role, NAMES)
        register_own_kinds()
        people.register()
