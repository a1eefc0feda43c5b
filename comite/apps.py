from django.apps import AppConfig


class ComiteConfig(AppConfig):
    """Who belongs to the Comité, and the one rule of what they may do."""

    name = "comite"
    verbose_name = "Comité"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from wagtail.signals import task_submitted  # receivers are connected once models are loaded

        from comite.admin import people  # as above
        from comite.files import register_policies  # as above
        from comite.staff.holdings import register_own_kinds  # as above
        from comite.telling import TellThoseWhoApprove  # as above

        register_policies()
        register_own_kinds()
        people.register()
        notifier = self.tells = TellThoseWhoApprove()  # signals hold it weakly
        task_submitted.connect(notifier, dispatch_uid="comite.approbation")
